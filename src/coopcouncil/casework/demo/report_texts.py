"""What people of Ashmere write, and what bodies answer. All made up."""

PLACES = (
    "By the bakery", "Opposite the school gate", "At the bend before the bridge", "Outside number 14",
    "Between the two bus stops", "At the corner, next to the post box", "Beside the playground",
    "Under the railway arch",
)  # fmt: skip

TOLD = {
    "pothole": ("A hole as wide as a bin lid. Cars swerve round it.", "The tarmac has broken up after the frost."),
    "road-flooded": (
        "The drain is blocked and the water stands as far as the kerb.",
        "Water comes up beside the kerb.",
    ),
    "pavement": ("Two slabs stand up. My mother fell here.", "A root has lifted the path; a pram cannot pass."),
    "path-blocked": ("Brambles right across the path.", "The gate is tied shut."),
    "traffic-lights": ("The green man never comes.", "One light is turned to the wall."),
    "road-sign": ("The sign is turned so that nobody can read it.", "The lines at the school are worn away."),
    "street-name": ("The plate is gone; deliveries go astray.",),
    "roadworks": ("The barriers have blown over and nobody has come.", "No way past for a wheelchair."),
    "street-light": ("Dark for a week.", "It flickers all night."),
    "lamp-damaged": ("A van hit the post and it leans over the path.",),
    "fly-tipping": ("Two mattresses and a fridge.", "Builders’ rubble in bags.", "A sofa, in the rain."),
    "missed-collection": ("The whole street was left out.", "Only the food waste was not taken."),
    "litter": ("The bin is full and it blows about.", "Wet leaves; people slip."),
    "dog-fouling": ("Every morning on the way to school.",),
    "dead-animal": ("A fox at the side of the road.",),
    "graffiti": ("Paint over the mural that the children made.", "Tags on the bridge."),
    "offensive-graffiti": ("Hateful words on the wall of the community hall.",),
    "flyposting": ("Posters glued on every lamp post.",),
    "abandoned-vehicle": ("It has flat tyres and moss on the windows.",),
    "bus-stop": ("The times are missing.", "The seat is broken."),
    "park": ("The swing hangs by one chain.", "Broken glass under the slide."),
    "tree": ("A large branch hangs loose over the path.",),
    "weeds": ("The hedge takes up half the pavement.",),
    "public-toilet": ("Shut since Saturday, with no note.",),
    "licensing": ("Loud music out of the windows until two.",),
    "estate": ("The front door does not lock.", "The lift is out again."),
    "other": ("There is a strange smell from the culvert.",),
}

ANSWERED = {
    "accepted": ("A crew will come this week.", "We have looked, and ordered the parts.", ""),
    "fixed": ("Done this morning.", "Mended. Thank you for telling us.", "Cleared."),
    "refused": (
        "It is 12 mm deep; we mend from 40 mm. We look again in spring.",
        "We looked and found nothing there. Please report it again with a photo.",
    ),
}
