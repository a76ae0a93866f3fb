// SPDX-License-Identifier: BSD-3-Clause
// Words that tell what stands beside them.
#pragma once

#include <cstdint>
#include <string_view>

namespace dicom_anonymizer::text::detail {

// Bits of what a word tells.
namespace cue {
inline constexpr std::uint16_t title = 1;           // a name follows
inline constexpr std::uint16_t short_title = 2;     // it does if it is written "Mr" or "mr."
inline constexpr std::uint16_t key = 4;             // a word follows that is not to stay
inline constexpr std::uint16_t number_key = 8;      // a number follows that is not to stay
inline constexpr std::uint16_t credential = 16;     // a name stands before it
inline constexpr std::uint16_t institution = 32;    // names stand on both sides
inline constexpr std::uint16_t street = 64;         // part of an address
inline constexpr std::uint16_t small = 128;         // written small it is a word of the language
inline constexpr std::uint16_t tracer = 256;        // 18F beside it is fluorine
inline constexpr std::uint16_t function = 512;      // no part of a word that is written together
inline constexpr std::uint16_t street_type = 1024;  // the end of the name of a street, in English
inline constexpr std::uint16_t degree = 2048;       // no part of a name, though names have it
}  // namespace cue

struct cue_words {
  std::uint16_t bits;
  std::string_view words;  // folded, a space behind each
};

// clang-format off
inline constexpr cue_words all_cues[] = {
  {cue::title, "dr prof professor doctor mrs miss herr frau mme mlle dott dottore dottssa sra dra "
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
                    "acct ssn nhs policy nr patnr patientennr pt patient subject "},
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
};
// clang-format on

}  // namespace dicom_anonymizer::text::detail
