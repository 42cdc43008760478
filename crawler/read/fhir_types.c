/* What the resources of FHIR are about. */
#include "crawler/read/fhir.h"

static const struct {
    const char *name;
    enum fhir_resource resource;
} resource_types[] = {
    {"Patient", FHIR_PATIENT},
    {"RelatedPerson", FHIR_PERSON},
    {"Person", FHIR_PERSON},
    {"Coverage", FHIR_COVERAGE},
    {"Encounter", FHIR_ENCOUNTER},
    {"EpisodeOfCare", FHIR_ENCOUNTER},
    {"Account", FHIR_ENCOUNTER},
    {"Claim", FHIR_CLAIM},
    {"ClaimResponse", FHIR_CLAIM},
    {"ExplanationOfBenefit", FHIR_CLAIM},
    {"Practitioner", FHIR_PROVIDER},
    {"PractitionerRole", FHIR_PROVIDER},
    {"Organization", FHIR_PROVIDER},
    {"OrganizationAffiliation", FHIR_PROVIDER},
    {"Location", FHIR_PROVIDER},
    {"HealthcareService", FHIR_PROVIDER},
    {"Endpoint", FHIR_PROVIDER},
    {"StructureDefinition", FHIR_DEFINITION},
    {"ValueSet", FHIR_DEFINITION},
    {"CodeSystem", FHIR_DEFINITION},
    {"ConceptMap", FHIR_DEFINITION},
    {"CapabilityStatement", FHIR_DEFINITION},
    {"ImplementationGuide", FHIR_DEFINITION},
    {"SearchParameter", FHIR_DEFINITION},
    {"OperationDefinition", FHIR_DEFINITION},
    {"Questionnaire", FHIR_DEFINITION},
    {"NamingSystem", FHIR_DEFINITION},
};
static const char *const clinical_types[] = {"AdverseEvent",
                                             "AllergyIntolerance",
                                             "Appointment",
                                             "AppointmentResponse",
                                             "BodySite",
                                             "BodyStructure",
                                             "CarePlan",
                                             "CareTeam",
                                             "ChargeItem",

                                             "ClinicalImpression",
                                             "Communication",
                                             "CommunicationRequest",
                                             "Composition",
                                             "Condition",
                                             "Consent",
                                             "Contract",

                                             "CoverageEligibilityRequest",
                                             "CoverageEligibilityResponse",
                                             "DetectedIssue",
                                             "Device",
                                             "DeviceRequest",
                                             "DeviceUsage",
                                             "DeviceUseRequest",
                                             "DeviceUseStatement",
                                             "DiagnosticOrder",
                                             "DiagnosticReport",
                                             "DocumentManifest",
                                             "DocumentReference",
                                             "EligibilityRequest",
                                             "EligibilityResponse",

                                             "EnrollmentRequest",
                                             "EnrollmentResponse",

                                             "FamilyMemberHistory",
                                             "Flag",
                                             "GenomicStudy",
                                             "Goal",
                                             "Group",
                                             "GuidanceResponse",
                                             "ImagingManifest",
                                             "ImagingObjectSelection",
                                             "ImagingSelection",
                                             "ImagingStudy",
                                             "Immunization",
                                             "ImmunizationEvaluation",
                                             "ImmunizationRecommendation",
                                             "Invoice",
                                             "List",
                                             "Media",
                                             "MedicationAdministration",
                                             "MedicationDispense",
                                             "MedicationOrder",
                                             "MedicationPrescription",
                                             "MedicationRequest",
                                             "MedicationStatement",
                                             "MolecularSequence",
                                             "NutritionIntake",
                                             "NutritionOrder",
                                             "Observation",
                                             "Order",
                                             "OrderResponse",
                                             "PaymentNotice",
                                             "PaymentReconciliation",
                                             "Procedure",
                                             "ProcedureRequest",
                                             "QuestionnaireAnswers",
                                             "QuestionnaireResponse",
                                             "ReferralRequest",
                                             "RequestGroup",
                                             "RequestOrchestration",
                                             "ResearchSubject",
                                             "RiskAssessment",
                                             "Sequence",
                                             "ServiceRequest",
                                             "Specimen",
                                             "SupplyDelivery",
                                             "SupplyRequest",
                                             "Task",
                                             "VisionPrescription"};

enum fhir_resource fhir_resource_of(struct span type)
{
    for (size_t i = 0; i < sizeof resource_types / sizeof resource_types[0]; i++) {
        if (span_is(type, resource_types[i].name))
            return resource_types[i].resource;
    }
    for (size_t i = 0; i < sizeof clinical_types / sizeof clinical_types[0]; i++) {
        if (span_is(type, clinical_types[i]))
            return FHIR_CLINICAL;
    }
    return FHIR_NO_RESOURCE;
}
