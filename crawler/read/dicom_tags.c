/* What the attributes of DICOM data sets are, by their tags. */
#include "crawler/read/dicom_tags.h"

#include <stddef.h>
#include <string.h>

/* In order of tags. */
static const struct dicom_rule rules[] = {
    {0x00080020, "service-date", DICOM_CASE},      /* StudyDate */
    {0x00080021, "service-date", DICOM_CASE},      /* SeriesDate */
    {0x00080022, "service-date", DICOM_CASE},      /* AcquisitionDate */
    {0x00080023, "service-date", DICOM_CASE},      /* ContentDate */
    {0x00080024, "service-date", DICOM_CASE},      /* OverlayDate */
    {0x00080025, "service-date", DICOM_CASE},      /* CurveDate */
    {0x0008002A, "service-date", DICOM_CASE},      /* AcquisitionDateTime */
    {0x00080050, "account-number", DICOM_CASE},    /* AccessionNumber */
    {0x00080081, "postal-address", DICOM_OTHER},   /* InstitutionAddress */
    {0x00080090, "person-name", DICOM_OTHER},      /* ReferringPhysicianName */
    {0x00080092, "postal-address", DICOM_OTHER},   /* ReferringPhysicianAddress */
    {0x00080094, "phone", DICOM_OTHER},            /* ReferringPhysicianTelephoneNumbers */
    {0x0008009C, "person-name", DICOM_OTHER},      /* ConsultingPhysicianName */
    {0x00081048, "person-name", DICOM_OTHER},      /* PhysiciansOfRecord */
    {0x00081050, "person-name", DICOM_OTHER},      /* PerformingPhysicianName */
    {0x00081060, "person-name", DICOM_OTHER},      /* NameOfPhysiciansReadingStudy */
    {0x00081070, "person-name", DICOM_OTHER},      /* OperatorsName */
    {0x00100010, "person-name", DICOM_PATIENT},    /* PatientName */
    {0x00100020, "mrn", DICOM_PATIENT},            /* PatientID */
    {0x00100030, "dob", DICOM_PATIENT},            /* PatientBirthDate */
    {0x00100033, "dob", DICOM_PATIENT},            /* ... in another calendar */
    {0x00100034, "service-date", DICOM_CASE},      /* PatientDeathDateInAlternativeCalendar */
    {0x00101000, "patient-id", DICOM_PATIENT},     /* OtherPatientIDs */
    {0x00101001, "person-name", DICOM_PATIENT},    /* OtherPatientNames */
    {0x00101005, "person-name", DICOM_PATIENT},    /* PatientBirthName */
    {0x00101010, "age-over-89", DICOM_CASE},       /* PatientAge */
    {0x00101040, "postal-address", DICOM_PATIENT}, /* PatientAddress */
    {0x00101060, "person-name", DICOM_PATIENT},    /* PatientMotherBirthName */
    {0x00101090, "mrn", DICOM_PATIENT},            /* MedicalRecordLocator */
    {0x00102154, "phone", DICOM_PATIENT},          /* PatientTelephoneNumbers */
    {0x001021D0, "service-date", DICOM_CASE},      /* LastMenstrualDate */
    {0x00102297, "person-name", DICOM_PATIENT},    /* ResponsiblePerson */
    {0x00120040, "unique-code", DICOM_OTHER},      /* ClinicalTrialSubjectID */
    {0x00120042, "unique-code", DICOM_OTHER},      /* ClinicalTrialSubjectReadingID */
    {0x00181000, "device-id", DICOM_OTHER},        /* DeviceSerialNumber */
    {0x00181003, "device-id", DICOM_OTHER},        /* DeviceID */
    {0x00181009, "udi", DICOM_OTHER},              /* UniqueDeviceIdentifier */
    {0x00181012, "service-date", DICOM_CASE},      /* DateOfSecondaryCapture */
    {0x0018700A, "device-id", DICOM_OTHER},        /* DetectorID */
    {0x00321000, "service-date", DICOM_CASE},      /* ScheduledStudyStartDate */
    {0x00321032, "person-name", DICOM_OTHER},      /* RequestingPhysician */
    {0x00321040, "service-date", DICOM_CASE},      /* StudyArrivalDate */
    {0x00321050, "service-date", DICOM_CASE},      /* StudyCompletionDate */
    {0x00380010, "account-number", DICOM_CASE},    /* AdmissionID */
    {0x0038001A, "service-date", DICOM_CASE},      /* ScheduledAdmissionDate */
    {0x0038001C, "service-date", DICOM_CASE},      /* ScheduledDischargeDate */
    {0x00380020, "service-date", DICOM_CASE},      /* AdmittingDate */
    {0x00380030, "service-date", DICOM_CASE},      /* DischargeDate */
    {0x00380060, "account-number", DICOM_CASE},    /* ServiceEpisodeID */
    {0x00400002, "service-date", DICOM_CASE},      /* ScheduledProcedureStepStartDate */
    {0x00400004, "service-date", DICOM_CASE},      /* ScheduledProcedureStepEndDate */
    {0x00400006, "person-name", DICOM_OTHER},      /* ScheduledPerformingPhysicianName */
    {0x00400244, "service-date", DICOM_CASE},      /* PerformedProcedureStepStartDate */
    {0x00400250, "service-date", DICOM_CASE},      /* PerformedProcedureStepEndDate */
    {0x00401010, "person-name", DICOM_OTHER},      /* NamesOfIntendedRecipientsOfResults */
    {0x00401102, "postal-address", DICOM_OTHER},   /* PersonAddress */
    {0x00401103, "phone", DICOM_OTHER},            /* PersonTelephoneNumbers */
    {0x00402008, "person-name", DICOM_OTHER},      /* OrderEnteredBy */
    {0x00402010, "phone", DICOM_OTHER},            /* OrderCallbackPhoneNumber */
    {0x00402016, "account-number", DICOM_CASE},    /* PlacerOrderNumberImagingServiceRequest */
    {0x00402017, "account-number", DICOM_CASE},    /* FillerOrderNumberImagingServiceRequest */
    {0x0040A075, "person-name", DICOM_OTHER},      /* VerifyingObserverName */
    {0x0040A120, "service-date", DICOM_CASE},      /* DateTime of a structured report */
    {0x0040A121, "service-date", DICOM_CASE},      /* Date of one */
    {0x0040A123, "person-name", DICOM_OTHER},      /* PersonName of a structured report */
    {0x00700084, "person-name", DICOM_OTHER},      /* ContentCreatorName */
    {0x300E0008, "person-name", DICOM_OTHER},      /* ReviewerName */
    {0x40080100, "service-date", DICOM_CASE},      /* InterpretationRecordedDate */
    {0x40080102, "person-name", DICOM_OTHER},      /* InterpretationRecorder */
    {0x40080108, "service-date", DICOM_CASE},      /* InterpretationTranscriptionDate */
    {0x4008010A, "person-name", DICOM_OTHER},      /* InterpretationTranscriber */
    {0x4008010C, "person-name", DICOM_OTHER},      /* InterpretationAuthor */
    {0x40080112, "service-date", DICOM_CASE},      /* InterpretationApprovalDate */
    {0x40080114, "person-name", DICOM_OTHER},      /* PhysicianApprovingInterpretation */
    {0x40080119, "person-name", DICOM_OTHER},      /* DistributionName */
    {0x4008011A, "postal-address", DICOM_OTHER},   /* DistributionAddress */
};

const struct dicom_rule *dicom_rule_of(uint32_t tag, const char vr[2])
{
    static const struct dicom_rule name = {0, "person-name", DICOM_OTHER};
    size_t low = 0, high = sizeof rules / sizeof rules[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (rules[middle].tag == tag)
            return &rules[middle];
        if (rules[middle].tag < tag)
            low = middle + 1;
        else
            high = middle;
    }
    return memcmp(vr, "PN", 2) == 0 ? &name : NULL;
}

bool dicom_is_bulk(uint32_t tag)
{
    const uint32_t group = tag >> 16, element = tag & 0xFFFF;
    if (group == 0x7FE0 || tag == 0xFFFCFFFC) /* pixels; padding */
        return true;
    if ((group & 0xFF01) == 0x6000 || (group & 0xFF01) == 0x5000) /* overlays, curves */
        return element == 0x3000;
    if (tag == 0x54001010) /* waveforms */
        return true;
    return group == 0x0028 && ((element >= 0x1201 && element <= 0x1223) || element == 0x3006);
}

bool dicom_is_screen(const uint8_t *uid, uint32_t len)
{
    static const char *const prefixes[] = {
        "1.2.840.10008.5.1.4.1.1.7",   /* Secondary Capture, and its multi-frame kinds */
        "1.2.840.10008.5.1.4.1.1.6.1", /* Ultrasound */
        "1.2.840.10008.5.1.4.1.1.6",   /* ... retired */
        "1.2.840.10008.5.1.4.1.1.3.1", /* Ultrasound Multi-frame */
        "1.2.840.10008.5.1.4.1.1.3",
    };
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
        const size_t prefix = strlen(prefixes[i]);
        if (len >= prefix && memcmp(uid, prefixes[i], prefix) == 0 &&
            (len == prefix || uid[prefix] == '.' || uid[prefix] == 0 || uid[prefix] == ' '))
            return true;
    }
    return false;
}
