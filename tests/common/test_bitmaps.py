"""Tallies: who came and how often, as sets that keep no order."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from projects.common.bitmaps import Tally

VISITS = st.lists(st.sets(st.integers(0, 2**32 - 1), max_size=6), max_size=8)


def tally_of(visits):
    tally = Tally()
    for came in visits:
        tally.add(BitMap(came))
    return tally


@given(VISITS, VISITS, st.sets(st.integers(0, 2**32 - 1)))
def test_a_tally_counts_people_and_times_as_a_counter_does(first, second, others):
    counter = Counter(person for came in first + second for person in came)
    tally = tally_of(first)
    tally.update(tally_of(second))
    assert set(tally.people) == set(counter)
    assert tally.times() == counter.total()
    some = set(list(counter)[:3]) | others
    assert tally.times(BitMap(some)) == sum(counter[person] for person in some)


@given(VISITS)
def test_a_tally_comes_back_from_its_bytes_and_knows_no_order(visits):
    tally = tally_of(visits)
    assert Tally.whole(*tally.parted()) == tally
    assert Tally.of(bytes(tally)) == tally == tally_of(visits[::-1])
    assert bool(bytes(tally)) is any(visits)
