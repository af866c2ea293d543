//! Words guessable passwords are made of: greetings, oaths of love, names, seasons, sports, defaults of devices, and the same
//! in pinyin. Gathered for this product from what people commonly choose; only what distinguishes matters, not order.

/// The words, folded to lower case, parted by blanks.
pub(super) const WORDS: &str = "\
password passwort passcode passphrase pass word parola secret geheim login signin logon access account user username admin \
administrator root system sysadmin operator service support guest test testing tester demo sample example default changeme \
change temp temporary welcome hello hallo letmein open opensesame enter master manager owner office company business work \
server database oracle windows linux ubuntu google apple samsung huawei xiaomi lenovo facebook twitter linkedin wechat weixin \
alibaba taobao tencent baidu github computer internet website network mobile phone telefon email mail iloveyou iloveu ilove love \
lover loveme baby babygirl honey sweetheart darling kiss angel princess prince queen king superman batman spiderman pokemon \
starwars matrix hacker killer shadow ninja samurai dragon tiger lion eagle falcon phoenix monkey panda rabbit horse dog cat kitty \
puppy fish bear wolf snake bird butterfly flower rose lily daisy jasmine sunshine sunflower rainbow summer winter spring autumn \
january february march april may june july august september october november december monday tuesday wednesday thursday friday \
saturday sunday morning today forever always never again lucky happy smile freedom peace hope faith trust jesus christ god \
heaven blessed family mother father mama papa brother sister friend friends football soccer baseball basketball hockey tennis \
golf running swimming liverpool arsenal chelsea barcelona madrid juventus yankees cowboys music guitar piano rock metallica \
michael jordan jennifer jessica ashley amanda nicole daniel david robert richard thomas charlie george andrew anthony matthew \
joshua william james john maria anna sophie thomas peter martin alexander nicolas patrick kevin jason brian justin hannah \
china beijing shanghai shenzhen guangzhou chengdu wuhan london paris berlin tokyo america canada germany france england \
qwerty qwertz azerty asdf zxcv qaz wsx abc xyz money dollar gold silver diamond crystal star moon sun earth world sky ocean river \
mountain forest fire water ice snow storm thunder lightning red blue green yellow orange purple black white brown pink chocolate \
coffee cookie cheese banana apple cherry pepper sugar candy ginger whisky vodka beer pizza good best great super mega ultra cool \
hot sexy crazy magic power energy turbo speed racing ferrari porsche mercedes toyota honda yamaha harley merlin gandalf frodo \
ncc trustno one two three four five six seven eight nine ten number first last new old big little boy girl man woman my your the \
and for you me is in to of it \
woaini aini wode nide baobei baobao laopo laogong mama baba gege jiejie didi meimei xiaoming pengyou zhongguo wangluo diannao \
mima guanliyuan ceshi yonghu kaixin kuaile xingfu yongyuan shengri xinnian nihao zaijian feichang henhao tiankong dahai longma \
zhang wang li liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo";
