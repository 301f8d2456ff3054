"""The words that stand out in low-rated reviews, counted again by hand, and the reviews behind them."""

import re
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import Row, events

from scoring.errors import UnknownName
from scoring.measure.engine import attached
from scoring.measure.review_words import Word, low_reviews, review_words
from scoring.store.events import Events

FIRST, LAST = date(2022, 1, 1), date(2022, 1, 31)


def rows(*reviews: Row) -> list[Row]:
    return [{"shop_id": "s", "review_id": f"{at:02}", "rated_at": "2022-01-05 10:00:00", **review}
            for at, review in enumerate(reviews)]  # fmt: skip


def words(*reviews: Row, item: str = "description") -> list[Word]:
    with attached(events(reviews=rows(*reviews)), ["s"]) as connection:
        return review_words(connection, "s", FIRST, LAST, item)


def low(*reviews: Row, **chosen: str) -> list[dict]:
    with attached(events(reviews=rows(*reviews)), ["s"]) as connection:
        return low_reviews(connection, "s", FIRST, LAST, **chosen).to_pylist()


def rated(score: int, *texts: str | None) -> list[Row]:
    return [{"description_score": score, "text": text} for text in texts]


def test_chinese_is_cut_into_words_and_each_review_counts_a_word_once() -> None:
    found = words(*rated(1, "洗一次就起球，又起球", "起球了！", "刚穿就起球"), *rated(5, *["很喜欢"] * 9, "没有起球"))
    assert found == [Word("起球", 3, 0, None)]  # 没有起球 is another word


def test_lift_compares_the_share_of_low_rated_reviews_with_that_of_the_others() -> None:
    found = words(*rated(2, *["色差"] * 4), *rated(3, "色差", *["好看"] * 19))
    assert found == [Word("色差", 4, 1, (4 / 4) / (1 / 20))]


def test_a_negation_is_one_word_with_what_it_denies() -> None:
    found = words(
        *rated(1, *["不舒服，不太满意，质量差不推荐，没有收到赠品"] * 3), *rated(5, *["舒服，满意，推荐，收到"] * 3)
    )
    assert {word.word for word in found} >= {"不舒服", "不太满意", "不推荐", "没有收到"}
    assert not {word.word for word in found} & {"舒服", "满意", "推荐", "收到", "不", "没有"}


def test_a_word_needs_three_low_rated_reviews_and_to_be_half_as_frequent_again_there() -> None:
    assert words(*rated(1, "起球", "起球"), *rated(5, "好看")) == []
    good = ["物流"] * 20 + ["好看"] * 10
    assert words(*rated(1, *["物流"] * 3), *rated(5, *good)) == [Word("物流", 3, 20, 1.5)]
    assert words(*rated(1, *["物流"] * 3), *rated(5, *good, "物流")) == []


def test_function_words_digits_signs_and_single_letters_are_no_words() -> None:
    text = "的 了 我们 123 ４５６ x … ！ 2XL"
    assert words(*rated(1, *[text] * 3), *rated(5, "好看")) == [Word("xl", 3, 0, None)]


def test_other_languages_are_split_at_what_is_no_letter_and_case_does_not_matter() -> None:
    texts = ["Não recebi o produto", "NÃO recebi!", "ainda não-recebi"]
    found = words(*rated(1, *texts), *rated(5, "Produto ótimo"))
    assert found == [Word("não", 3, 0, None), Word("recebi", 3, 0, None)]


def test_what_the_platform_writes_for_a_silent_buyer_counts_nowhere() -> None:
    silent = "此用户没有填写评价。"
    assert words(*rated(1, *[silent] * 5), *rated(5, "好看")) == []
    few = [*rated(1, *["起球"] * 3), *rated(5, "起球", *["好看"] * 3)]
    assert words(*few) == words(*few, *rated(5, *[silent] * 50, "评价方未及时做出评价,系统默认好评!"))


def test_each_of_the_three_ratings_has_its_own_words() -> None:
    slow = [{"description_score": 5, "logistics_score": 1, "text": "物流太慢"}] * 3
    fine = [{"description_score": 5, "logistics_score": 5, "text": "好看"}] * 3
    assert [word.word for word in words(*slow, *fine, item="logistics")] == ["太慢", "物流"]
    assert words(*slow, *fine) == words(*slow, *fine, item="service") == []


def test_a_rating_that_reviews_do_not_have_is_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean service"):
        words(item="services")
    with pytest.raises(UnknownName):
        low(item="1 or 1")


def test_at_most_forty_words_the_most_frequent_first() -> None:
    many = [" ".join(f"{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(50)), "zz", "zz", "zz", "zz"]
    found = words(*rated(1, *[many[0]] * 3, *many[1:]), *rated(5, "好看"))
    assert len(found) == 40
    assert found[0] == Word("zz", 4, 0, None)
    assert [word.word for word in found[1:]] == sorted(word.word for word in found[1:])


def test_low_reviews_are_the_lowest_first_then_the_newest_with_all_that_is_known() -> None:
    reviews = [
        {"description_score": "2", "rated_at": "2022-01-09 08:00:00", "text": "一般"},
        {"description_score": "1", "rated_at": "2022-01-02 08:00:00", "text": None, "order_id": "7", "product_id": "p",
         "service_score": "4", "logistics_score": "5"},
        {"description_score": "1", "rated_at": "2022-01-03 08:00:00", "text": "差"},
        {"description_score": "3", "text": "还行"},
        {"description_score": None, "text": "差"},
        {"description_score": "1", "rated_at": "2022-02-01 00:00:00", "text": "差"},
    ]  # fmt: skip
    found = low(*reviews)
    assert [review["review_id"] for review in found] == ["02", "01", "00"]
    assert found[1] == {"review_id": "01", "order_id": "7", "product_id": "p", "rated_at": "2022-01-02 08:00:00",
                        "description_score": 1, "service_score": 4, "logistics_score": 5, "text": None}  # fmt: skip


def test_the_reviews_behind_a_word_are_those_it_was_counted_in() -> None:
    reviews = [*rated(1, "起球", "没有起球", "起球起球", "起球，此用户没有填写评价", None, "起 球"), *rated(5, "起球")]
    assert [review["review_id"] for review in low(*reviews, word="起球")] == ["00", "02"]
    assert [review["review_id"] for review in low(*reviews, word="没有起球")] == ["01"]


def test_a_review_has_the_product_of_its_order_where_it_names_none_itself() -> None:
    orders = [{"shop_id": "s", "order_id": "1", "product_id": "p"},
              {"shop_id": "s", "order_id": "2", "sub_order_id": "a", "product_id": "p"},
              {"shop_id": "s", "order_id": "2", "sub_order_id": "b", "product_id": "q"}]  # fmt: skip
    reviews = rows({"description_score": 1, "order_id": "1"}, {"description_score": 1, "order_id": "2"},
                   {"description_score": 1, "order_id": "2", "product_id": "q"})  # fmt: skip
    with attached(events(orders=orders, reviews=reviews), ["s"]) as connection:
        found = {product: low_reviews(connection, "s", FIRST, LAST, product=product)["review_id"].to_pylist()
                 for product in ("p", "q", "")}  # fmt: skip
    assert found == {"p": ["00"], "q": ["02"], "": ["01"]}


def test_without_reviews_there_are_no_words_and_those_of_another_shop_are_not_read() -> None:
    other = [{**row, "shop_id": "t"} for row in rows(*rated(1, *["起球"] * 3))]
    for made in (Events(), events(reviews=other)):
        with attached(made) as connection:
            assert review_words(connection, "s", FIRST, LAST) == []
            assert low_reviews(connection, "s", FIRST, LAST, word="起球").num_rows == 0


TEXTS = st.lists(st.sampled_from(["Ruim", "atrasou", "bom", "caro", "ótimo", "X", "7"]), max_size=4).flatmap(
    lambda parts: st.sampled_from([" ", ", ", "3", "!"]).map(lambda sign: sign.join(parts))
)
REVIEWS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1, 5)), TEXTS, st.sampled_from(["2021-12-31", "2022-01-01", "2022-01-31"])
    ),
    max_size=60,
)


@settings(max_examples=20)
@given(drawn=REVIEWS)
def test_random_reviews_have_the_words_that_a_plain_count_finds(drawn: list[tuple[int | None, str, str]]) -> None:
    reviews = [{"description_score": score, "text": text, "rated_at": f"{day} 12:00:00"} for score, text, day in drawn]
    kept = [(score, set(re.findall("[a-zóã]{2,}", text.lower()))) for score, text, day in drawn
            if score is not None and text.strip() and day != "2021-12-31"]  # fmt: skip
    counts = {True: Counter(), False: Counter()}
    for score, found in kept:
        counts[score <= 2].update(found)
    texts = {part: sum((score <= 2) == part for score, _ in kept) for part in (True, False)}
    expected = []
    for word, count in counts[True].items():
        other = counts[False][word]
        lift = (count / texts[True]) / (other / texts[False]) if other else None
        if count >= 3 and (lift is None or lift >= 1.5 - 1e-9):
            expected.append((-count, -(lift or float("inf")), word))
    found = words(*reviews)
    assert [(word.word, word.low) for word in found] == [(word, -count) for count, _, word in sorted(expected)]
    for word in found:
        assert word.lift == (
            pytest.approx(word.low / texts[True] / (word.other / texts[False])) if word.other else None
        )
        assert word.low == len(low(*reviews, word=word.word))
