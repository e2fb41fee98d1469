"""Four hundred people of Ashmere who are in no story: lists need somebody in them."""

import random
from itertools import islice, product

from coopcouncil.people.actions import Person
from coopcouncil.people.models import Membership

HOW_MANY = 400
_FIRST = """
Aaliyah Abdi Adam Agnes Alice Amir Anya Arthur Aziz Beatriz Ben Chen Chidi Clara Daisy Dalia Daniel
Deepa Elif Ella Emeka Farah Felix Fiona Gareth Gita Hana Harriet Ibrahim Iris Ivan Jamal Joanna Kofi
Kwame Layla Leon Lucia Maeve Malik Maria Mei Musa Nadia Noor Olga Omar Oscar Priya Rosa Ruth Samir
Sofia Tariq Tess Usha Victor Yara
"""
_LAST = """
Abara Aldous Baptiste Barrow Begum Brook Castell Chaudry Costa Dunmore Ekwe Fairlie Farouk Gillow
Hadley Hoang Ilves Jessop Kaur Kestrel Larkin Marlowe Mistry Nwosu Oduya Pascoe Quill Rahman Rowe
Sandhu Selby Tanner Ueda Vance Wetherby Yilmaz
"""
_GROUNDS = [ground.value for ground in Membership.Ground]


def residents() -> list[Person]:
    """The same people in the same order every time."""
    chance = random.Random(2010)
    names = list(product(_FIRST.split(), _LAST.split()))
    chance.shuffle(names)
    return [_resident(first, last, chance) for first, last in islice(names, HOW_MANY)]


def _resident(first: str, last: str, chance: random.Random) -> Person:
    grounds = [Membership.Ground.LIVES.value] if chance.random() < 0.85 else []
    if not grounds or chance.random() < 0.3:
        grounds.append(chance.choice(_GROUNDS[1:]))
    checked = tuple(ground for ground in grounds if chance.random() < 0.6)
    email = f"{first}.{last}@residents.ashmere.example".lower()
    return Person(email, f"{first} {last}", tuple(grounds), checked, posted_code=bool(checked))
