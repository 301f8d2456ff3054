"""What counts as one province: 广东, 广东省 and an address that begins with either."""

from __future__ import annotations

import re

PROVINCES = (
    "北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西",
    "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古",
    "广西", "西藏", "宁夏", "新疆", "香港", "澳门",
)  # fmt: skip
# No two of them begin alike: so many characters of an address tell its province.
TELLING = 2

_ENDS = re.compile("省$|(壮族|回族|维吾尔)?自治区$|特别行政区$|(?<=^北京|^天津|^上海|^重庆)市$")


def without_end(name: str) -> str:
    """A province's name without what says that it is one; any other place stays as it is.

    >>> without_end("广东省"), without_end("广西壮族自治区"), without_end("北京市"), without_end("广东省深圳市")
    ('广东', '广西', '北京', '广东省深圳市')
    """
    return _ENDS.sub("", name)
