from sporezo.rounds.queries.reasons import three


def codes(*given):
    return [reason["code"] for reason in three([{"code": code} for code in given])]


def test_three_reasons_speak_of_the_people_the_game_and_the_place():
    assert codes("level_close", "near", "even_sides", "new_faces") == ["new_faces", "level_close", "near"]


def test_what_is_missing_is_filled_in_the_order_given():
    assert codes("level_close", "even_sides", "same_mood", "good_size") == ["level_close", "even_sides", "same_mood"]
    assert codes("near", "never_heard_of") == ["near", "never_heard_of"]
