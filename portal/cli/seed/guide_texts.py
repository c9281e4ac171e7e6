"""The guides of the demo, written for it, with the public sources they rest on."""

from __future__ import annotations

from typing import Any

INSOMNIA: dict[str, Any] = {
    "zh_hans": "失眠",
    "zh_hant": "失眠",
    "en": "Insomnia",
    "icd10": "G47",
    "synonyms": [("睡不着", "zh-Hans"), ("睡不著", "zh-Hant"), ("sleeplessness", "en")],
}

_WHO_PRESSURE = (
    "Hypertension: fact sheet",
    "https://www.who.int/news-room/fact-sheets/detail/hypertension",
    "World Health Organization",
)
_CHINA_PRESSURE = ("中国高血压防治指南（2024年修订版）", "", "中国高血压防治指南修订委员会")
_HEART_PRESSURE = (
    "Home blood pressure monitoring",
    "https://www.heart.org/en/health-topics/high-blood-pressure/understanding-blood-pressure-readings/"
    "monitoring-your-blood-pressure-at-home",
    "American Heart Association",
)
_FEET_NIDDK = (
    "Diabetes and foot problems",
    "https://www.niddk.nih.gov/health-information/diabetes/overview/preventing-problems/foot-problems",
    "NIDDK",
)
_FEET_IWGDF = ("IWGDF Guidelines (2023 update)", "https://iwgdfguidelines.org/", "IWGDF")
_SLEEP_NHS = ("Insomnia", "https://www.nhs.uk/conditions/insomnia/", "NHS")
_SLEEP_CHINA = ("中国成人失眠诊断与治疗指南（2023版）", "", "中华医学会神经病学分会")

GUIDES: list[dict[str, Any]] = [
    {
        "slug": "measure-blood-pressure-at-home-zh-hans",
        "condition": "hypertension",
        "lang": "zh-Hans",
        "title": "在家量血压：怎样量得准",
        "summary": "坐好、歇五分钟、袖带与心脏同高，连量两次取平均。家里量到 135/85 或更高，就该和医生谈谈。",
        "sources": (_CHINA_PRESSURE, _WHO_PRESSURE),
        "thanked_by": ("ana", "ben", "li"),
        "body": """\
在家量的血压，比偶尔在诊室量一次更能反映平时的情况。量得对，数字才有用。

## 用什么血压计

- 选**上臂式电子血压计**，并且是经过临床验证的型号。
- 袖带要合适。上臂较粗的人，请用大号袖带。
- 手腕式的容易受姿势影响，一般不作首选。

## 量之前

1. 半小时内不抽烟，不喝咖啡和浓茶，不运动。
2. 先上厕所。憋尿会让血压升高。
3. 安静坐五分钟。背靠椅背，双脚平放，不跷腿。

## 怎么量

1. 袖带直接绑在上臂，下沿在肘窝上方两三厘米。
2. 前臂放在桌上，袖带与心脏同高。
3. 量的时候不说话，不动。
4. 隔一两分钟再量一次，两次取平均，都记下来。

## 什么时候量

刚开始治疗或换药后，早晚各量一次，连续七天。早上请在起床后一小时内、吃药和早饭之前量。血压稳定后，每周量一两天就够了。量得太勤，反而容易紧张。

## 怎么看数字

| 在家量的平均值 | 意思 |
| --- | --- |
| 低于 135/85 | 对多数人来说不高，具体目标听医生的 |
| 135/85 或更高 | 偏高，请带上记录去门诊 |
| 180/110 或更高 | 歇几分钟再量。还是这么高，请当天联系医生 |

## 马上求助

血压很高，同时有胸痛、气短、说话不清、半边手脚没力气、看东西模糊或剧烈头痛，请立刻拨打急救电话。

## 请不要这样做

- 不要因为一次高就自己加药，也不要因为正常了就自己停药。
- 不要只记“好看”的数字。医生要看的是真实情况。
""",
    },
    {
        "slug": "measure-blood-pressure-at-home-zh-hant",
        "condition": "hypertension",
        "lang": "zh-Hant",
        "title": "在家量血壓：怎樣量才準",
        "summary": "坐好、休息五分鐘、壓脈帶與心臟同高，連量兩次取平均。在家量到 135/85 以上，就該和醫師談談。",
        "sources": (_CHINA_PRESSURE, _WHO_PRESSURE),
        "thanked_by": ("lin",),
        "body": """\
在家量的血壓，比偶爾在診間量一次更能反映平時的情形。量得對，數字才有用。

## 用哪一種血壓計

- 選**上臂式電子血壓計**，而且是經過臨床驗證的機型。
- 壓脈帶要合適。手臂較粗的人，請用大號壓脈帶。
- 手腕式容易受姿勢影響，一般不作首選。

## 量之前

1. 半小時內不抽菸，不喝咖啡和濃茶，不運動。
2. 先去洗手間。憋尿會讓血壓升高。
3. 安靜坐五分鐘。背靠椅背，雙腳平放，不翹腳。

## 怎麼量

1. 壓脈帶直接綁在上臂，下緣在手肘內側上方兩三公分。
2. 前臂放在桌上，壓脈帶與心臟同高。
3. 量的時候不說話，不動。
4. 隔一兩分鐘再量一次，兩次取平均，都記下來。

## 什麼時候量

剛開始治療或換藥後，早晚各量一次，連續七天。早上請在起床後一小時內、吃藥和早餐之前量。血壓穩定後，每週量一兩天就夠了。

## 怎麼看數字

| 在家量的平均值 | 意思 |
| --- | --- |
| 低於 135/85 | 對多數人來說不高，目標請聽醫師的 |
| 135/85 以上 | 偏高，請帶著紀錄去看診 |
| 180/110 以上 | 休息幾分鐘再量。還是這麼高，請當天聯絡醫師 |

## 馬上求助

血壓很高，又有胸痛、喘不過氣、說話不清、半邊手腳無力、視力模糊或劇烈頭痛，請立刻撥打急救電話。

## 請不要這樣做

- 不要因為一次高就自己加藥，也不要因為正常了就自己停藥。
- 不要只記「好看」的數字。醫師要看的是真實情形。
""",
    },
    {
        "slug": "measure-blood-pressure-at-home-en",
        "condition": "hypertension",
        "lang": "en",
        "title": "Measuring blood pressure at home",
        "summary": "Sit, rest for five minutes, keep the cuff at heart level and take two readings. "
        "Talk to your doctor if your average at home is 135/85 or more.",
        "sources": (_WHO_PRESSURE, _HEART_PRESSURE, _CHINA_PRESSURE),
        "thanked_by": ("walker", "tom"),
        "body": """\
Readings at home tell more about your usual blood pressure than one reading in a clinic. They help only when they \
are taken well.

## Which device

- Choose an **upper-arm device** that has been tested in people.
- The cuff must fit your arm. A thick arm needs a large cuff.
- Wrist devices are easily thrown off by how you hold your arm.

## Before you start

1. For half an hour: no smoking, no coffee, no exercise.
2. Go to the toilet first.
3. Sit still for five minutes. Lean back, put both feet on the floor, do not cross your legs.

## Taking the reading

1. Put the cuff on bare skin, just above the bend of the elbow.
2. Rest your arm on a table with the cuff at heart level.
3. Do not talk or move.
4. Wait a minute or two and measure again. Write both down.

## When to measure

After starting or changing a medicine, measure in the morning and in the evening for seven days. In the morning, do \
it before breakfast and before your tablets. Once your pressure is steady, one or two days a week are enough.

## What the numbers mean

| Your average at home | What it means |
| --- | --- |
| below 135/85 | Not high for most people; ask for your own goal |
| 135/85 or more | High; take your notes to your doctor |
| 180/110 or more | Rest and measure again; if it stays so high, call your doctor today |

## Get help now

Call an ambulance if a very high reading comes with chest pain, short breath, slurred speech, weakness on one side, \
blurred sight or a very bad headache.

## Please do not

- add or stop a medicine by yourself because of one reading;
- write down only the good numbers. Your doctor needs the true ones.
""",
    },
    {
        "slug": "diabetes-foot-care-zh-hans",
        "condition": "diabetes",
        "lang": "zh-Hans",
        "title": "糖尿病人怎样护脚",
        "summary": "每天看一遍脚，温水洗、擦干、穿合脚的鞋。有破口、发红发热或颜色变黑，不要等，马上去医院。",
        "sources": (_FEET_IWGDF, _FEET_NIDDK),
        "thanked_by": ("ana", "fei", "sunflower", "slowly"),
        "body": """\
血糖长期偏高，会伤到脚上的神经和血管。脚会变得不敏感，伤口也长得慢。小小的破口，可能自己都没感觉到。好在多数脚部溃疡是可以预防的。

## 每天一次，看一遍

- 脚底、脚趾缝、脚后跟都要看。
- 看不到的地方用镜子，或请家人帮忙。
- 留意破口、水泡、红肿、脚癣、鸡眼，还有颜色和温度的变化。

## 洗脚

1. 先用手肘或温度计试水温，不超过 37 度。
2. 洗几分钟就好，不要久泡。
3. 轻轻擦干，趾缝也要擦干。
4. 皮肤干就抹润肤霜，趾缝不要抹。

## 剪指甲

平着剪，边角磨圆，不要剪得太深。眼睛看不清，就请别人帮忙。

## 鞋和袜

- 在家也不要光脚走路。
- 鞋头要宽，鞋底要软硬合适。下午买鞋，因为脚会略肿。
- 穿鞋前伸手摸一摸，看有没有小石子。
- 袜子每天换，袜口不要太紧。

## 请不要这样做

- 不要用热水袋、电热毯暖脚，容易烫伤。
- 不要自己剪鸡眼、挑水泡，也不要用“鸡眼膏”。

## 什么时候马上去医院

- 脚上有破口，一两天没有好转，或者流脓、有臭味。
- 一只脚突然红、热、肿。
- 脚趾变黑或发紫，或休息时也痛。
- 发烧，同时脚上有伤口。

另外，每年请医生检查一次脚，包括感觉和血流。已经有过溃疡的人，要查得更勤。
""",
    },
    {
        "slug": "diabetes-foot-care-en",
        "condition": "diabetes",
        "lang": "en",
        "title": "Looking after your feet when you have diabetes",
        "summary": "Look at your feet every day, wash and dry them gently, wear shoes that fit. "
        "See a doctor at once about a sore, redness, heat or a dark toe.",
        "sources": (_FEET_NIDDK, _FEET_IWGDF),
        "thanked_by": ("walker",),
        "body": """\
High blood sugar can harm the nerves and blood vessels of the feet. You may not feel a small cut, and it may heal \
slowly. Most foot ulcers can be prevented.

## Look once a day

- Check the soles, the heels and between the toes.
- Use a mirror, or ask someone to help.
- Look for cuts, blisters, redness, swelling, corns, and a change in color or warmth.

## Wash

1. Test the water with your elbow. It should be lukewarm, not above 37 °C.
2. Wash briefly. Do not soak your feet.
3. Dry them gently, also between the toes.
4. Use cream on dry skin, but not between the toes.

## Nails

Cut them straight across and smooth the edges. Ask for help if you cannot see or reach well.

## Shoes and socks

- Do not walk barefoot, not even at home.
- Choose shoes with room for the toes.
- Feel inside each shoe before you put it on.
- Change socks daily. They should not be tight.

## Please do not

- warm your feet with a hot water bottle or a heating pad;
- cut corns, open blisters or use corn plasters yourself.

## See a doctor at once

- a sore that is not better after a day or two, or that smells or leaks;
- one foot that is suddenly red, hot and swollen;
- a toe that turns black or purple, or pain at rest;
- fever with a wound on the foot.

Have your feet checked by a professional at least once a year, and more often if you have had an ulcer.
""",
    },
    {
        "slug": "sleep-better-zh-hans",
        "condition": "insomnia",
        "lang": "zh-Hans",
        "title": "睡不好怎么办：先从习惯开始",
        "summary": "固定起床时间、床只用来睡觉、睡不着就起来坐一会儿。失眠持续三个月以上，认知行为治疗是首选。",
        "sources": (_SLEEP_CHINA, _SLEEP_NHS),
        "thanked_by": ("ben", "breeze"),
        "ai_assisted": True,
        "body": """\
偶尔几晚睡不好很常见，通常会自己好起来。如果每周至少三晚睡不好，持续三个月以上，白天也受影响，就可能是慢性失眠，请找医生看看。

## 可以先试的习惯

- **固定起床时间。**周末也一样。这一条最管用。
- 困了再上床。床只用来睡觉，不在床上刷手机。
- 躺下约二十分钟还睡不着，就起来。到别处安静坐坐，困了再回去。
- 白天多见阳光，多活动。睡前两三小时不做剧烈运动。
- 午睡不超过半小时，下午三点以后不再睡。
- 下午起不喝咖啡和浓茶。晚上不靠喝酒助眠，酒会让后半夜更难睡。
- 卧室要暗、静、凉。不要反复看钟。

## 放下担心

睡前一两个小时，把心里的事写在纸上，再写一句明天要做的第一步。写完合上本子。慢慢呼气，让肩膀松下来。

## 治疗

慢性失眠首选**认知行为治疗**。它教您调整作息和对睡眠的想法，一般几周见效。安眠药可以短期帮忙，但要由医生开、按医嘱吃。不要自己加量，也不要突然停药，更不要和酒一起用。

## 请去看医生

- 打鼾很响，睡着时会憋气，白天很困。
- 腿上难受，非动不可，影响入睡。
- 情绪低落，对什么都没兴趣。
- 试了几周，还是睡不好。

如果想到不想活了，请马上告诉身边的人，或拨打心理援助热线、急救电话。
""",
    },
]
