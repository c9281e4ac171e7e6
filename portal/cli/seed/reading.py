"""Texts of the demo's articles: general knowledge in plain words, none of it advice for one person."""

from __future__ import annotations

from dataclasses import dataclass

from portal.content.text import Citation

WHO = Citation("Diabetes: fact sheet", "https://www.who.int/news-room/fact-sheets/detail/diabetes", "WHO")


@dataclass(frozen=True, slots=True)
class Reading:
    slug: str
    lang: str
    condition: str
    title: str
    summary: str
    body: str
    source: Citation


READINGS = (
    Reading(
        "measure-blood-sugar-at-home",
        "zh-Hans",
        "diabetes",
        "在家测血糖：什么时候测，怎么记",
        "测得准、记得清，复诊时医生才能帮上忙。",
        "在家测血糖，是为了看清自己的规律，不是为了每天打分。\n\n## 什么时候测\n\n"
        "- **空腹**：早上起床后，没吃没喝之前。\n- **餐后两小时**：从吃第一口饭开始算。\n"
        "- **睡前**：了解夜里会不会偏低。\n\n"
        "## 怎么测更准\n\n1. 先用温水洗手，擦干。\n2. 扎手指的侧面，不要用力挤。\n3. 试纸用多少拿多少，盖好瓶盖。\n\n"
        "## 怎么记\n\n把时间、数值和那一餐吃了什么写在一起。复诊时带上，医生会和您一起看。\n\n"
        "## 什么时候要马上就医\n\n出冷汗、手抖、说话不清，或者血糖一直很高还呕吐，请马上去医院或拨打急救电话。",
        WHO,
    ),
    Reading(
        "shi-tang-kan-pei-liao",
        "zh-Hant",
        "diabetes",
        "看懂食品標示：糖藏在哪裡",
        "先看每份，再看份數，最後看成分表的前三名。",
        "包裝正面寫「無添加蔗糖」，不代表沒有糖。\n\n## 三步看標示\n\n1. **先看每一份是多少**：一包可能有兩份半。\n"
        "2. **再看碳水化合物**：它比「糖」那一行更接近對血糖的影響。\n3. **最後看成分表**：排越前面，放得越多。\n\n"
        "## 糖的其他名字\n\n葡萄糖漿、果糖、麥芽糊精、濃縮果汁，都算糖。\n\n"
        "## 小提醒\n\n水果要吃，用吃的不要用喝的。份量可以請營養師幫您看看。",
        WHO,
    ),
    Reading(
        "low-blood-sugar-what-to-do",
        "en",
        "diabetes",
        "Low blood sugar: how to notice it and what to do",
        "Shaky, sweaty, suddenly hungry? Act first, then measure again.",
        "Low blood sugar can happen to anyone who takes insulin or some tablets.\n\n## How it feels\n\n"
        "Shaking, sweating, a fast heart, hunger, a bad mood, or trouble finding words.\n\n## What helps\n\n"
        "1. Eat or drink something sweet that works fast: glucose tablets or half a glass of juice.\n"
        "2. Wait 15 minutes and measure again.\n3. Once it is back up, eat a small snack.\n\n"
        "## When to call for help\n\nIf someone cannot swallow or does not wake up, give nothing by mouth and call the "
        "emergency number at once.\n\nWrite down when it happened and tell your care team.",
        WHO,
    ),
)
