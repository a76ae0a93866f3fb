// SPDX-License-Identifier: BSD-3-Clause
// Words that tell what stands beside them.
#pragma once

#include <cstdint>
#include <string_view>

namespace dicom_anonymizer::text::detail {

// Bits of what a word tells.
namespace cue {
inline constexpr std::uint32_t title = 1U;          // a name follows
inline constexpr std::uint32_t short_title = 2;     // it does if it is written "Mr" or "mr."
inline constexpr std::uint32_t key = 4;             // a word follows that is not to stay
inline constexpr std::uint32_t number_key = 8;      // a number follows that is not to stay
inline constexpr std::uint32_t credential = 16;     // a name stands before it
inline constexpr std::uint32_t institution = 32;    // names stand on both sides
inline constexpr std::uint32_t street = 64;         // part of an address
inline constexpr std::uint32_t small = 128;         // written small it is a word of the language
inline constexpr std::uint32_t tracer = 256;        // 18F beside it is fluorine
inline constexpr std::uint32_t function = 512;      // no part of a word that is written together
inline constexpr std::uint32_t street_type = 1024;  // the end of the name of a street, in English
inline constexpr std::uint32_t degree = 2048;       // no part of a name, though names have it
inline constexpr std::uint32_t unit = 1U << 12;     // of a measurement
inline constexpr std::uint32_t years = 1U << 13;    // a number before it is an age
inline constexpr std::uint32_t shorter_age = 1U << 14;  // months, weeks, days
inline constexpr std::uint32_t sex = 1U << 15;          // a number before it is an age
inline constexpr std::uint32_t age = 1U << 16;          // a number behind it is one
inline constexpr std::uint32_t ordinal = 1U << 17;      // 5th
inline constexpr std::uint32_t of = 1U << 18;           // 5th of March
inline constexpr std::uint32_t hour = 1U << 19;         // 9 pm
inline constexpr std::uint32_t extension = 1U << 20;    // of a phone
inline constexpr std::uint32_t particle = 1U << 21;     // a part of names that is none by itself
inline constexpr std::uint32_t counted = 1U << 22;      // a number behind it is no year
inline constexpr std::uint32_t date_sign = 1U << 23;    // between the numbers of a date
inline constexpr std::uint32_t phone = 1U << 24;        // the numbers behind it are a phone
inline constexpr std::uint32_t label = 1U << 25;        // nothing with a digit behind it is to stay
inline constexpr std::uint32_t name_key = 1U << 26;     // names follow a colon behind it
inline constexpr std::uint32_t number_word = 1U << 27;  // between a key and its number
inline constexpr std::uint32_t numbered = 1U << 28;     // a key of the number behind such a word
inline constexpr std::uint32_t measured = 1U << 29;     // before numbers of a technique
inline constexpr std::uint32_t metastable = 1U << 30;   // 99m beside it is a nuclide
}  // namespace cue

struct cue_words {
  std::uint32_t bits;
  std::string_view words;  // folded, a space behind each
};

// clang-format off
inline constexpr cue_words all_cues[] = {
  {cue::title, "dr drs prof profs professor doctor mrs miss herr frau mme mlle dott dottore dottssa sra dra "
               "madam mister monsieur madame senor senora signor signora pani hr fr phys dhr mevr mevrouw "},
  {cue::short_title, "mr ms sr "},
  {cue::key, "mrn pid patid id ids acc accession ssn nhs dob born geb geboren ne nee name names patient "
             "patientin patients pt pat ref referred referring attending physician physicians radiologist "
             "technologist tech operator operated reader read signed dictated approved attn room rm bed ward "
             "station case phone tel fax mobile cell email mail insurance policy account acct for by fuer "
             "fur von pour para per requested ordered performed seen nurse consultant surgeon contact mother "
             "father husband wife son daughter brother sister aka initials verified reported interpreted "
             "transcribed cc client subject surname firstname lastname vorname nachname nom prenom cognome "
             "nome apellido nombre dla "},
  {cue::number_key, "mrn pid patid id acc accession room rm bed ward phone tel fax mobile cell case account "
                    "acct ssn nhs policy patnr patientennr pt pat patient patienten subject dob born geb geboren "
                    "geburtsdatum birthdate birthday pager beeper "},
  {cue::number_word, "no nr nos number nummer num numero numer "},
  {cue::numbered, "record chart file admission encounter episode passport licence license member customer fall "
                  "fallnummer akte dossier historia "},
  {cue::measured, "kv kvp ma mas de wl ww c w fov fa hr rr b bp stir tr te ti tse hu sl etl bw "},
  {cue::metastable, "tc kr rb in sn ba au "},
  {cue::name_key, "name names surname firstname lastname vorname nachname nom prenom cognome nome apellido nombre "},
  {cue::label, "mrn pid patid id accession ssn nhs policy account acct patnr patientennr dob born geb geboren "
               "geburtsdatum birthdate birthday "},
  {cue::phone, "tel telef telefon telephone telefono telefone telefoon phone fon fax telefax mobile mobil "
               "handy cell pager beeper hotline tlf tfn puh puhelin gsm "},
  {cue::credential, "md mbbs do rn np pac phd frcr jr sr esq arrt rt facr dnb mba dds dvm "},
  {cue::institution, "hospital hospitals clinic clinics klinik klinikum kliniken krankenhaus university "
                     "universitat universitaet universitatsklinikum infirmary praxis hopital hopitaux ospedale "
                     "szpital ziekenhuis memorial saint chu hospitalet healthcare nhs sanatorium spital "
                     "uniklinik institute institut centre college associates partners hospitalier poliklinik "
                     "polyclinic policlinico nemocnice sairaala sjukhus sykehus sygehus kantonsspital ziekenhuizen "
                     "kliniek clinica clinique universitario universitaire universitair "},
  {cue::street, "street st ave avenue road rd blvd boulevard lane ln drive court way square plaza highway hwy "
                "parkway strasse str rue via calle platz weg allee avenida av ulica ul suite apt apartment floor "
                "unit box locks squares lake gasse chemin viale piazza corso rua straat laan "},
  {cue::street_type, "street st ave avenue road rd blvd boulevard lane ln drive dr court ct way square plaza "
                     "highway hwy parkway terrace trail circle "},
  {cue::small, "a an and as at be been but by can did do for from had has have he her him his i if in into is it "
               "its me my no nor not of off on or our out own she so some than that the their them then there "
               "these they this those to too under up was we were what when where which while who will with you "
               "your mit und oder ist im am zu de la le les et du des en el los y con o da dos e em com na al il "
               "lo di "},
  {cue::function, "on in at to no an and or of the for by from with per der die das des du de la le les con sin "
                  "los com sem do da bez non not "},
  {cue::tracer, "fdg psma fet fes flt dopa fdopa naf choline fluciclovine florbetapir pet fapi tau amyloid "
                "fluoride petct florbetaben flutemetamol flortaucipir fmiso dcfpyl "},
  {cue::degree, "dr prof professor doctor mr ms mrs miss sir herr frau mme mlle dott sra dra md mbbs rn np phd "
                "jr sr ii iii iv esq rt med dipl ing msc bsc facr "},
  {cue::unit, "mm cm um ml mg kg ug gy cgy mgy s sec secs ms us min mins h hz khz mhz ghz t kev mev kv kvp ma mas "
              "mci ci mbq kbq gbq bq hu deg pct px x xx fr ch d sl sli vol dir nd rd th st f b n a m k l r p v w e mb "
              "phase echo echoes slices plane plan hr hrs mm2 mm3 cm2 cm3 cc nm pt "},
  {cue::years, "y yo yr yrs year years yrold jahre jahr jahrig jahrige jahriger jahrigen an ans ano anos anni anno "
               "lat roky rok let jaar ar лет год года 岁 歳 "},
  {cue::shorter_age, "mo mos month months monat monate wk wks week weeks woche wochen day days tag tage "},
  {cue::sex, "f m male female "},
  {cue::age, "aged age alter edad leeftijd wiek eta "},
  {cue::ordinal, "st nd rd th er "},
  {cue::of, "of de del den "},
  {cue::hour, "am pm uhr "},
  {cue::extension, "x ext extension durchwahl dw "},
  {cue::particle, "van von der den de del della di da do dos das la le el al bin ibn ben y e zu zur zum ter ten du des "
                  "san st und "},
  {cue::counted, "jpeg jpg j b bvalue bval tr te ti "},
  {cue::date_sign, "the st nd rd th of de del 年 月 日 \u1102\u1167\u11AB \u110B\u116F\u11AF "},
};

// The names of the months, of each one in all languages (listopada is the Polish one); short ones
// that are words of imaging (gen, mag, set) are left out.
inline constexpr std::string_view month_words[12] = {
    "jan january januar janner janvier enero gennaio janeiro styczen stycznia januari янв "
    "января ocak ledna leden ιανουαριου ιανουαριοσ tammikuuta tammikuu ianuarie sijecnja "
    "sijecanj січня ",
    "feb february februar fev fevr fevrier febrero febbraio fevereiro luty lutego februari фев "
    "февраля subat unora unor φεβρουαριου φεβρουαριοσ helmikuuta helmikuu februarie veljace "
    "veljaca лютого ",
    "mar march mars marz mrz marzo marco marzec marca maart marts марта mart brezna brezen marcius "
    "μαρτιου μαρτιοσ maaliskuuta maaliskuu martie ozujka ozujak березня ",
    "apr april avr avril abr abril aprile kwiecien kwietnia апр апреля nisan dubna duben "
    "aprilis απριλιου απριλιοσ huhtikuuta huhtikuu aprilie travnja travanj квітня ",
    "may mai mayo maggio maio maj maja mei мая mayis kvetna kveten majus μαιου μαιοσ "
    "toukokuuta toukokuu svibnja svibanj травня ",
    "jun june juni juin junio giugno junho czerwiec czerwca июн июня haziran cervna cerven "
    "junius ιουνιου ιουνιοσ kesakuuta kesakuu iunie lipnja lipanj червня ",
    "jul july juli juil juillet julio luglio julho lipiec lipca июл июля temmuz cervence "
    "cervenec julius ιουλιου ιουλιοσ heinakuuta heinakuu iulie srpnja srpanj липня ",
    "aug august aout agosto sierpien sierpnia augustus augusti авг августа agustos srpna srpen "
    "augusztus αυγουστου αυγουστοσ elokuuta elokuu kolovoza kolovoz серпня ",
    "sep sept september septembre septiembre settembre setembro setiembre wrzesien wrzesnia сен сентября "
    "eylul zari szeptember σεπτεμβριου σεπτεμβριοσ syyskuuta syyskuu septembrie rujna rujan "
    "вересня ",
    "oct october okt oktober octobre octubre ottobre outubro pazdziernik pazdziernika окт "
    "октября ekim rijna rijen οκτωβριου οκτωβριοσ lokakuuta lokakuu octombrie жовтня ",
    "nov november novembre noviembre novembro listopad listopada ноя ноября kasim listopadu "
    "νοεμβριου νοεμβριοσ marraskuuta marraskuu noiembrie studenoga studeni листопада ",
    "dec december dez dezember decembre dic diciembre dicembre dezembro desember grudzien grudnia дек "
    "декабря aralik prosince prosinec δεκεμβριου δεκεμβριοσ joulukuuta joulukuu decembrie "
    "prosinca prosinac грудня ",
};
// clang-format on

}  // namespace dicom_anonymizer::text::detail
