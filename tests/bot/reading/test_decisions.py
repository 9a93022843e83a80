from __future__ import annotations

import pytest

ASKED = {
    "augmentation": [
        "MS with bad COPD, insurer asks if augmentation is indicated",
        "start it in ZZ cirrhosis?",
        "severe AATD FEV1 50 emphysema never smoker",
        "augmentation for M/S?",
        "ZZ FEV1 22%",
        "does augmentation help A1AT liver dz",
        "found by family screen, ZZ, normal PFTs. prophylactic infusions?",
        "Germany: eligible with FEV1 72%?",
    ],
    "side_effects": [
        "can Prolastin transmit viruses",
        "can I drive after my infusion?",
        "side effects of Respreeza",
        "what are the side effects?",
        "Nebenwirkungen von Prolastin?",
    ],
    "administration": [
        "how do I give Prolastin?",
        "can she infuse at home",
        "home infusion of Respreeza allowed after training?",
    ],
    "testing": [
        "unexplained bronchiectasis test?",
        "cryptogenic cirrhosis 58F",
        "unexplained LFTs",
        "COPD at 38 never smoker, A1AT?",
    ],
    "testing_all_copd": ["do I screen every COPD", "test everyone with COPD?", "faut-il tester tous les BPCO ?"],
    "family_testing": [
        "is level alone enough for family testing?",
        "brother of ZZ pt, test?",
        "sib 25% risk - do level?",
    ],
    "testing_minors": ["test my 4yo, parent MZ"],
    "severity": [
        "A1AT level 60 mg/dL severe?",
        "AAT 11 on the dot, in or out?",
        "level on augmentation 65 mg/dL, severe?",
    ],
    "dose": ["dose for 82 kg", "Zemaira 82kg weekly mg?", "infusion rate of Zemaira?"],
    "dose_change": [
        "double dose every other week",
        "can we give 120 mg/kg every 2 weeks?",
        "monthly infusions instead of weekly ok?",
    ],
    "missed_dose": ["missed last week's dose", "forgot infusion, what now?"],
    "continue_in_pregnancy": ["pregnant on Respreeza continue?", "breastfeeding + Prolastin"],
    "sodium": ["HF salt restriction + Respreeza"],
    "first_test": ["phenotype or genotype or sequencing?"],
    "level_reading": [
        "level ok during exacerbation - excluded?",
        "28/40 pregnant, brother ZZ, level 1.5 g/L",
        "is 0.9 g/L normal?",
    ],
    "genotype_levels": ["why do two papers give different MZ ranges"],
    "conversion": [
        "is 11 umol/L = 80 mg/dL?",
        "convert 0.57 g/L to uM",
        "80 mg/dL = ? umol/L",
        "is 80 mg/dl the cutoff or 57",
    ],
    "inheritance": ["ZZ dad MM mum kids?"],
    "monitoring_ct": ["annual CT to see if augmentation works?"],
    "monitoring": ["how do I follow a ZZ patient with normal spirometry?", "how often spirometry in ZZ"],
    "liver_monitoring": [
        "ZZ child 4 years raised ALT",
        "how often ultrasound for HCC in cirrhotic ZZ",
        "ZZ normal ALT - liver fine?",
        "FibroScan 9.2 kPa ZZ",
    ],
    "storage": ["how to store Zemaira", "shelf life of Glassia vials"],
    "emphysema_pattern": ["emphysema pattern in AATD", "is the emphysema upper or lower lobe?"],
    "vaccination": ["hep B for ZZ?"],
    "volume_reduction": ["valves for alpha1"],
    "transplant": ["refer for lung tx? ZZ FEV1 19"],
    "panniculitis": ["dapsone or augmentation for skin", "ZZ necrotising panniculitis treatment"],
    "funding": ["cost of augmentation in UK", "what does augmentation cost?", "Scotland SMC?", "Quebec - CBS Glassia?"],
    "licence": ["Switzerland SZ progressive emphysema"],
    "evidence_survival": ["does augmentation improve survival?"],
    "evidence_fev1": ["does it slow FEV1 decline"],
    "evidence_trials": ["RAPID results?", "does augmentation slow emphysema?"],
    "pipeline": ["siRNA for alpha-1 liver approved?", "inhaled A1AT available?"],
    "prognosis": ["I'm MZ, will I get emphysema?"],
    "definition": ["AAT is an enzyme, isn't it?", "what is alpha-1 antitrypsin deficiency?"],
    "iga_check": ["IgA deficient ZZ, can I infuse?"],
    "after_transplant": ["ZZ after lung transplant, continue augmentation?"],
    "products": ["difference between Prolastin and Zemaira?", "can we switch from Prolastin to Zemaira?"],
    "care": ["does alcohol matter in MZ", "role of inhaled steroids in alpha-1?"],
    "liver_transplant": ["does a liver transplant correct the deficiency?"],
    "stopping": [
        "how long must he be treated with Prolastin?",
        "can we stop augmentation after 2 years?",
        "when to stop augmentation?",
    ],
    "criteria_fev1": ["which FEV1 range do the guidelines ask for?"],
    "criteria_level": ["what level cutoff for augmentation?"],
    "criteria_smoking": ["how long must they have stopped smoking for augmentation?"],
    "criteria_emphysema": ["does emphysema have to be shown on CT for augmentation?"],
    "criteria_decline": ["is rapid decline a criterion?"],
    "criteria_age": ["upper age limit for augmentation?"],
    "positions_compared": ["which societies recommend augmentation?"],
}


@pytest.mark.parametrize(("decision", "text"), [(name, each) for name, all_of in ASKED.items() for each in all_of])
def test_the_decision_asked_for_is_read(read, decision, text):
    assert read(text).decisions == (decision,)


def test_several_questions_in_one_message_are_kept_in_order(read):
    assert read("ZZ, FEV1 50. Augment? Which vaccines? And the dose for 82 kg?").decisions == (
        "augmentation",
        "vaccination",
        "dose",
    )


def test_every_decision_of_the_topic_can_be_asked_for(topic):
    assert set(ASKED) == {decision.id for decision in topic.decisions}


def test_sources_and_places_named_are_reported(read):
    assert read("Scotland SMC?").asks_about == ("smc-1157-16", "GB-SCT")


def test_every_source_named_is_a_text_of_the_corpus(topic):
    from corpus.library import TOPICS

    assert [source for source in topic.sources if not (TOPICS / topic.id / f"{source}.md").exists()] == []
