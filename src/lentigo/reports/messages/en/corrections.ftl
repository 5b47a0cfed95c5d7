### What is true instead of claims that no output may make; in English as the screening knows them.

true-title = You may have heard something else. This is true

correction-results = No result is certain: some spots clear, some lighten, some do not change, and some come back.
correction-risks = Light treatment can burn and blister, leave dark or lasting pale marks or a scar, lead to infection or a cold sore, injure an eye, turn cosmetic tattoos black, turn skin blue-grey after gold, and hide a skin cancer.
correction-pain = It hurts, like the snap of a rubber band or more; cooling or a numbing cream can be offered.
correction-moles = A mole is no age spot. It is looked at by a doctor, and what must come off is cut out and examined.
correction-spots = Most spots are harmless, but a melanoma can look like one: a doctor looks first.
correction-best_way = Which way is best depends on the spot and the skin; for melasma and dark marks light is not the first choice.
correction-creams = For melasma and dark marks, creams and tinted sunscreen come first.
correction-numbing = A numbing cream has a limit of strength, amount, area, time and age, set by its label; too much can be fatal.
correction-tranexamic_acid = Tranexamic acid is not for people who have had, or may get, a blood clot; a doctor asks about this first.
correction-resurfacing = Resurfacing is done with carbon dioxide or erbium lasers; the neodymium laser reaches deeper and removes no surface.
correction-stretch_marks_surface = On the body the whole surface is not removed: it heals badly and scars.
correction-stretch_marks = Stretch marks can become less visible over several sessions; they do not disappear.
correction-healthy_skin = The skin around a spot is heated as well: how much is computed, and is what the limits are for.
correction-melanin = Melanin is made in the epidermis. Where it lies in the dermis it lies deep, and is treated in another way.
correction-cold_sores = A cold sore can follow any treatment near the mouth, most of all resurfacing of the whole face.
correction-rosacea = Rosacea with pustules is calmed with medicines first; light is for redness and vessels afterwards.
correction-contraindications = Many things speak against light, or for waiting: a tan, some drugs, gold, tattoos, infection, pregnancy and more are asked one by one.
correction-protection = Everyone in the room protects the eyes; a test spot, a signed consent and a record belong to every treatment.
