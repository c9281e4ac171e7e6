"""What the demo's people say to each other: made up, in the three scripts they write in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    author: str
    hours: float
    body: str
    supporters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Talk:
    """One topic; `days` ago it was opened, each reply came `hours` after that."""

    group: str
    author: str
    days: float
    title: str
    body: str
    replies: tuple[Reply, ...] = ()
    pinned: bool = False


TALKS = (
    Talk(
        "sugar",
        "mia",
        50,
        "先看这里：小组约定和常用资料",
        "欢迎大家。三条约定：\n\n1. 分享自己的经历，不替别人改药量；\n2. 不发广告，不留电话和微信；\n"
        "3. 身体突然不舒服，先打急救电话或去急诊，再来发帖。\n\n每周三晚上有医生在线答疑，欢迎提前想好问题。",
        (Reply("ana", 2, "收到，谢谢米娅整理！", ("li",)), Reply("li", 5, "第三条特别重要。", ("ana", "sunflower"))),
        pinned=True,
    ),
    Talk(
        "sugar",
        "ana",
        21,
        "空腹血糖总在 7 点多，早饭该怎么调整？",
        "确诊两个月了，吃二甲双胍，午饭晚饭后都还好，就是**早上空腹**总在 7.2 到 7.8 之间。\n\n"
        "我早饭一般是一碗白粥加一个花卷，是不是主食太多了？大家早饭都吃什么？",
        (
            Reply(
                "li",
                3,
                "白粥升糖很快，我以前也天天喝。后来换成一个鸡蛋、一杯无糖豆浆、半根玉米，两周后空腹降了 0.6 左右。",
                ("ana", "slowly", "sunflower"),
            ),
            Reply("slowly", 6, "我是晚饭后散步 30 分钟，第二天早上明显低一点。别走太晚，影响睡觉。", ("ana",)),
            Reply(
                "chen",
                20,
                "空腹血糖和晚餐、夜间以及睡眠都有关系，建议连续记三天：睡前、凌晨三点、早起各一次，复诊时带来，"
                "我们再看要不要调整。药量请不要自己加减。",
                ("ana", "li", "lin", "fei"),
            ),
            Reply("ana", 26, "明白了，我先记三天。谢谢陈医生，也谢谢大家！"),
            Reply("lin", 40, "我家早餐改成地瓜配無糖豆漿，地瓜也要算主食，半條就好。", ("ana",)),
        ),
    ),
    Talk(
        "sugar",
        "sunflower",
        16,
        "第一次动态血糖监测 14 天，说说感受",
        "贴上去不疼，洗澡也没事。最大的收获是发现**吃面条比吃米饭升得更高**，以前完全不知道。\n\n"
        "还有就是开会紧张的时候，没吃东西血糖也会往上走。有一样的吗？",
        (
            Reply("slowly", 4, "有！我每次体检抽血前都偏高，护士说紧张也会升。", ("sunflower",)),
            Reply("walker", 9, "Same here. Stress days look just like cake days on my sensor.", ("sunflower", "ana")),
            Reply("soymilk", 30, "谢谢分享，我想给我妈也申请一次，她总说没感觉就不测。"),
        ),
    ),
    Talk(
        "sugar",
        "lin",
        11,
        "外食族怎麼點餐比較不會飆高？",
        "我中午都在公司附近吃自助餐。想請教大家點菜的順序和份量，我現在是飯先減半，可是下午容易餓。",
        (
            Reply(
                "li", 5, "我的顺序是先吃菜，再吃肉和豆腐，最后才吃饭。饭减半的话，豆腐可以多来一份。", ("lin", "ana")
            ),
            Reply("sunflower", 8, "下午三点我会吃一小把坚果，大概 10 颗，就不会饿得发慌。", ("lin",)),
            Reply("lin", 22, "試了三天，先吃菜真的有差！謝謝大家。", ("li",)),
        ),
    ),
    Talk(
        "sugar",
        "walker",
        6,
        "Travelling with insulin: what do you pack?",
        "Ten hours by train next month. I plan a small cool bag, a spare pen and a letter from the clinic. "
        "What did you forget the first time?",
        (
            Reply("ana", 7, "我会带两份：一份随身，一份放在同伴包里。还有几块糖，防低血糖。", ("walker",)),
            Reply("slowly", 12, "Spare needles. And test strips do not like heat either.", ("walker",)),
        ),
    ),
    Talk(
        "sugar",
        "slowly",
        1.5,
        "今天复查，糖化从 8.1 降到 6.9！",
        "三个月，没有什么秘诀：饭后走路、晚饭七分饱、每天记一笔。想告诉刚确诊的朋友，慢慢来，真的会好起来。",
        (
            Reply("ana", 1, "太棒了！给我很大的信心。", ("slowly",)),
            Reply("li", 2, "恭喜恭喜！晨跑队欢迎你。", ("slowly", "ana")),
            Reply(
                "chen", 5, "非常好。三个月后记得再复查一次，眼底和尿微量白蛋白今年也别忘了。", ("slowly", "ana", "li")
            ),
        ),
    ),
    Talk(
        "pressure",
        "breeze",
        14,
        "家里量血压，早上和晚上差 20，正常吗？",
        "早上 148/92，晚上 126/80 左右。电子血压计，坐着量的。是仪器不准还是我量得不对？",
        (
            Reply("li", 4, "我也是早上高。医生教我起床上完厕所、吃药前量，坐五分钟再量，量两次取平均。", ("breeze",)),
            Reply(
                "chen",
                18,
                "清晨血压偏高很常见，请连续记录一周再来复诊。量之前半小时不要喝咖啡和运动。",
                ("breeze", "jie"),
            ),
            Reply("jie", 30, "我把血壓計帶去診所跟護理師的一起量，差 3 而已，比較安心。", ("breeze",)),
        ),
    ),
    Talk(
        "pressure",
        "tom",
        5,
        "Less salt, but food tastes of nothing",
        "Two weeks in. Any tricks that are not just 'get used to it'?",
        (
            Reply("jie", 6, "蔥、薑、蒜、檸檬、白胡椒，擺上桌前再撒一點點鹽，比煮的時候放更有味道。", ("tom",)),
            Reply("breeze", 20, "醋和番茄也很管用。三周以后再吃外面的菜，会觉得好咸。", ("tom", "li")),
        ),
    ),
    Talk(
        "thyroid",
        "xiaoman",
        9,
        "优甲乐到底是饭前吃还是饭后吃？",
        "说明书写空腹，可是我早上赶地铁，常常吃完早饭才想起来。有没有更好记的办法？",
        (
            Reply("lin", 5, "我放在床頭，鬧鐘一響先吃藥，刷牙換衣服後剛好半小時。", ("xiaoman",)),
            Reply(
                "breeze", 9, "我问过药师，早饭前半小时到一小时最好，牛奶豆浆和钙片要隔开几个小时。", ("xiaoman", "tom")
            ),
        ),
    ),
    Talk(
        "recovery",
        "sunflower",
        12,
        "术后三个月，手臂操打卡",
        "今天能摸到对侧耳朵了！一起做的姐妹报个到。",
        (Reply("xiaoman", 3, "我昨天刚过肩膀，继续加油！", ("sunflower",)),),
    ),
    Talk(
        "welcome",
        "eli",
        45,
        "欢迎来到这里：三分钟看懂社区",
        "想聊病情，请先加入对应的小组；想学知识，看“学习”里的文章，每篇都由医生审过；每天打卡可以攒积分，换小礼物。\n\n"
        "字太小？右上角可以调大，也可以打开长辈模式。",
        (
            Reply("ben", 30, "你好，我是新来的，先到处看看。", ("mia",)),
            Reply("tom", 60, "Hello from the far end of line 2!"),
        ),
        pinned=True,
    ),
    Talk(
        "welcome",
        "jie",
        8,
        "可以用繁體中文發文嗎？",
        "看到大家多半寫簡體，不知道這裡寫繁體會不會不方便？",
        (
            Reply("mia", 2, "完全可以，您怎么习惯怎么写。页面语言在设置里能换成繁體中文，搜索也能互相找到。", ("jie",)),
            Reply("jie", 3, "太好了，謝謝！"),
        ),
    ),
    Talk(
        "carers",
        "fei",
        4,
        "照顾妈妈的第二年，怎么给自己留点时间？",
        "妈妈控糖做得比我好，倒是我越来越累。大家都怎么休息？",
        (
            Reply(
                "soymilk", 5, "我和弟弟排了班，周日一整天归我自己。一开始会内疚，后来发现回来更有耐心。", ("fei", "lin")
            ),
            Reply("walker", 9, "A friend sits with my dad on Tuesdays. I go swimming and tell nobody where.", ("fei",)),
            Reply("lin", 26, "先把睡眠顧好。妳已經做得很好了。", ("fei", "soymilk")),
        ),
    ),
)
