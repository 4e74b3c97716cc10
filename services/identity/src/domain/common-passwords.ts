/** Passwords that are guessed first: from lists of leaked ones, of keyboards, and of this trade; 8 characters and more. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
    00000000 0123456789 11111111 11223344 12121212 123123123 123321123 12341234 12345678 123456789 1234567890
    1234qwer 147258369 159357258 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 5201314520 66666666 741852963 87654321
    88888888 987654321 a123456789 a1b2c3d4 aa123456 aaaaaaaa abc12345 abc123456 abc123abc abcd1234 abcdefg1 abcdefgh
    abcdefghi access123 access14 account1 account123 accountant accounting admin123 admin1234 admin12345 adminadmin
    administrador administrator alibaba1 android1 angel123 apple123 arsenal1 asd123456 asdf1234 asdfghjk asdfghjkl
    ashley12 autumn2025 banana12 barcelona baseball basketball batman123 beijing1 beijing2008 blessed1
    business changeit changeme changeme1 charlie1 cheese12 chelsea1 china123 chocolate coffee12
    company1 company123 computer contraseña cookie12 corvette database database1 december default1 diamond1 dragon12
    dragon123 erp12345 erp123456 facebook ferrari1 finance1 finance123 flower12 football forever1 freedom1 friday12
    gandalf1 ginger12 golden12 gongxifacai google12 google123 guangzhou guest123 guestguest
    harley12 hello123 hello1234 helloworld hockey12 hunter12 hunter123 iloveyou iloveyou1 internet inventory
    iphone12 january1 jennifer jessica1 jesus123 jesuschrist jiayou123 jordan23 juventus killer12 kingdee1
    kingdee123 letmein1 letmein123 lightning linkedin liverpool lixiaolong login123 love1234 lovelove manager1
    manchester master12 master123 matrix12 mercedes merlin12 michael1 michelle microsoft mima1234 monday12 monkey123
    motdepasse mustang1 mylove123 mysql123 ncc1701d nihao123 nihaoma1 november october1 odoo1234 operator oracle12
    oracle123 orange12 p@ssw0rd p@ssword passw0rd password password1 password12 password123 password1234 passwort
    passwort1 pepper12 phoenix1 platinum pokemon1 porsche1 postgres postgresql princess purchase q1w2e3r4 qazwsxedc
    qq123456 qwe123456 qweasd123 qweasdzxc qwer1234 qwert123 qwerty12 qwerty123 qwertyui qwertyuiop ranger12
    realmadrid root1234 rootroot samsung1 sap12345 secret12 secret123 september server12 server123 shadow12
    shadow123 shanghai shanghai1 shenzhen silver12 soccer12 spring2025 startrek starwars summer12 summer2024
    summer2025 sunshine superman superuser supervisor system12 system123 taobao123 test1234 test12345 testing1
    testtest thunder1 tigger12 toortoor topsecret trinity1 trustno1 twitter1 user1234 useruser wangyang warehouse
    wechat123 welcome1 welcome123 welcome2024 whatever windows1 windows10 winter12 winter2024 winter2025 woaini123
    woaini1314 woaini520 wodemima xiaoming yamaha12 yonyou12 yonyou123 zaq12wsx zhangwei zhongguo zhongguo1 zxcvbnm1
    zxcvbnm123
  `
    .trim()
    .split(/\s+/),
)
