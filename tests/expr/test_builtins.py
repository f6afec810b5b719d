"""Every built-in function and operator of DMN 1.5, chapter 10.3: expression and value as FEEL writes them.

A table for each area, in the lenient mode of the standard; `null` also stands for an expression that is refused.
"""

import pytest

from engine.errors import ExpressionError
from engine.expr.compile import feel
from engine.expr.env import Env
from engine.expr.writing import written

NUMERIC = r"""
abs(-1)  =>  1
abs(n: -1)  =>  1
abs(duration("-P1D"))  =>  P1D
abs(@"-PT5H")  =>  PT5H
abs(null)  =>  null
abs()  =>  null
abs("1")  =>  null
abs(-1, 2)  =>  null
sqrt(16)  =>  4
sqrt(-1)  =>  null
sqrt(number: 4)  =>  2
exp(0)  =>  1
log(1)  =>  0
log(0)  =>  null
modulo(12, 5)  =>  2
modulo(-12, 5)  =>  3
modulo(12, -5)  =>  -3
modulo(-12, -5)  =>  -2
modulo(10.1, 4.5)  =>  1.1
modulo(-10.1, 4.5)  =>  3.4
modulo(10.1, -4.5)  =>  -3.4
modulo(-10.1, -4.5)  =>  -1.1
modulo(5, 0)  =>  null
modulo(dividend: 4, divisor: 3)  =>  1
product([2, 3, 4])  =>  24
product(2, 3, 4)  =>  24
product([])  =>  null
product([1,null])  =>  null
floor(1.5)  =>  1
floor(-1.5)  =>  -2
floor(1.56, 1)  =>  1.5
floor(n: 1.5)  =>  1
ceiling(1.5)  =>  2
ceiling(-1.5)  =>  -1
ceiling(-1.56, 1)  =>  -1.5
ceiling(n:-1.5, scale: 0)  =>  -1
round up(5.5, 0)  =>  6
round up(-5.5, 0)  =>  -6
round up(1.121, 2)  =>  1.13
round up(-1.126, 2)  =>  -1.13
round down(5.5, 0)  =>  5
round down(-5.5, 0)  =>  -5
round half up(5.5, 0)  =>  6
round half up(-5.5, 0)  =>  -6
round half down(5.5, 0)  =>  5
round half down(-5.5,0)  =>  -5
round half up(n: 1.121, scale: 2)  =>  1.12
round up(5.5)  =>  null
decimal(1/3, 2)  =>  0.33
decimal(1.5, 0)  =>  2
decimal(2.5, 0)  =>  2
decimal(1.5)  =>  null
decimal(15, -1)  =>  20
decimal(125, -1)  =>  120
decimal(1, null)  =>  null
decimal(1, "a")  =>  null
decimal(n: 1.26, scale: 1)  =>  1.3
odd(1)  =>  true
odd(null)  =>  null
even(0)  =>  true
abs instance of function<number>->number  =>  true
abs(x: 1)  =>  null
"""
STATISTIC = r"""
all([true,true])  =>  true
all([true,false])  =>  false
all([])  =>  true
all(true, false)  =>  false
all(true)  =>  true
all([true,null,true])  =>  null
all([null,false,true])  =>  false
all(null)  =>  null
all()  =>  null
all([0])  =>  null
all("foo")  =>  null
all(list: [true])  =>  true
all(list: null)  =>  null
any([true,false])  =>  true
any([])  =>  false
any(false)  =>  false
any([false,null,true])  =>  true
any([false,null,false])  =>  null
any(null)  =>  null
any([0])  =>  null
any(list: [false])  =>  false
median(8, 2, 5, 3, 4)  =>  4
median([6, 1, 2, 3])  =>  2.5
median([])  =>  null
median([1,null,3])  =>  null
median(null)  =>  null
median(list: [1,2])  =>  1.5
median()  =>  null
mode(6, 3, 9, 6, 6)  =>  [6]
mode([6, 1, 9, 6, 1])  =>  [1, 6]
mode([])  =>  []
mode(null)  =>  null
mode([1, null])  =>  null
mode()  =>  null
stddev([47])  =>  null
stddev([])  =>  null
stddev(null)  =>  null
sum([1,2,3])  =>  6
sum([1,null])  =>  null
sum([])  =>  null
sum(null)  =>  null
sum(list: [1,2])  =>  3
mean([1,2,3])  =>  2
mean([])  =>  null
mean(1,2,3)  =>  2
mean(1)  =>  1
min([1,2,3])  =>  1
min(1,2,3)  =>  1
min([])  =>  null
min(null)  =>  null
min([null])  =>  null
min(1, null)  =>  null
min(["a","b"])  =>  "a"
max("a")  =>  "a"
min(list: [1,2])  =>  1
min(@"2020-01-01", @"2019-01-01")  =>  2019-01-01
count([1,2,3])  =>  3
count([])  =>  0
count(null)  =>  null
count(1)  =>  1
count([1,null])  =>  2
count()  =>  null
"""
LIST = r"""
list contains([1,2,3], 2)  =>  true
list contains([1,2,null], null)  =>  true
list contains(null, 1)  =>  null
list contains(list: [1], element: 1)  =>  true
list contains([{a:1}],{a:1})  =>  true
list contains("a", "a")  =>  true
sublist([4,5,6], 1, 2)  =>  [4, 5]
sublist([4,5,6], -2, 1)  =>  [5]
sublist([1,2,3], 1, 2)  =>  [1, 2]
sublist([1,2,3], 0)  =>  null
sublist([1,2,3], 4)  =>  null
sublist([1,2,3], -4)  =>  null
sublist([1,2,3], 2, 5)  =>  null
sublist(list: [1,2,3], start position: 2)  =>  [2, 3]
sublist(list: [1,2,3], start position: 2, length: 1)  =>  [2]
append([1], 2, 3)  =>  [1, 2, 3]
append(1, 2)  =>  [1, 2]
append([1], [2])  =>  [1, [2]]
append()  =>  null
concatenate([1,2],[3])  =>  [1, 2, 3]
concatenate([1],2)  =>  [1, 2]
insert before([1,3],1,2)  =>  [2, 1, 3]
insert before([1,3],-1,2)  =>  [1, 2, 3]
insert before([1],0,2)  =>  null
insert before([1],2,2)  =>  null
insert before([1],-2,2)  =>  null
insert before([1], 1, null)  =>  [null, 1]
insert before([], 1, 2)  =>  null
insert before(null, 1, 2)  =>  null
insert before(list: [1], position: 1, newItem: 5)  =>  [5, 1]
remove([1,2,3], 2)  =>  [1, 3]
remove([1,2,3], -1)  =>  [1, 2]
remove([1],0)  =>  null
remove([1],2)  =>  null
remove(null, 1)  =>  null
remove(list: [1,2], position: 1)  =>  [2]
reverse([1,2,3])  =>  [3, 2, 1]
reverse(null)  =>  null
reverse([])  =>  []
reverse(1)  =>  [1]
index of([1,2,3,2],2)  =>  [2, 4]
index of([1,2,null,null],null)  =>  [3, 4]
index of(null, 1)  =>  null
index of([], 1)  =>  []
index of(list: [1], match: 1)  =>  [1]
union([1,2],[2,3])  =>  [1, 2, 3]
union([1,null],[null])  =>  [1, null]
distinct values([1,2,3,2,1])  =>  [1, 2, 3]
distinct values(null)  =>  null
distinct values([null,null,1])  =>  [null, 1]
distinct values(1)  =>  [1]
distinct values(list: [1,1])  =>  [1]
flatten([[1,2],[[3]], 4])  =>  [1, 2, 3, 4]
flatten(null)  =>  null
flatten([])  =>  []
flatten(list: [[1]])  =>  [1]
sort([3,1,4],function(x,y) x > y)  =>  [4, 3, 1]
sort(list: [3,1,4], precedes: function(x,y) x < y)  =>  [1, 3, 4]
sort(null, function(x,y) x<y)  =>  null
sort([], function(x,y) x<y)  =>  []
list replace([2, 4, 7, 8], 3, 6)  =>  [2, 4, 6, 8]
list replace([2, 4, 7, 8], -3, 6)  =>  [2, 6, 7, 8]
list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)  =>  [5, 5, 7, 8]
list replace(list: [2, 4, 7, 8], position: 2, newItem: 5)  =>  [2, 5, 7, 8]
list replace(list: [2, 4, 7, 8], match: function(item, newItem) item < newItem, newItem: 5)  =>  [5, 5, 7, 8]
list replace([1], 0, 5)  =>  null
list replace([1], 2, 5)  =>  null
list replace(null, 1, 5)  =>  null
list replace([1,2], function(item) true, 5)  =>  null
list replace([1,2], function(item, newItem) "a", 5)  =>  null
list replace([1,2], 1, null)  =>  [null, 2]
string join(["a","b","c"], "_and_")  =>  "a_and_b_and_c"
string join(["a","b","c"], "")  =>  "abc"
string join(["a","b","c"], null)  =>  "abc"
string join(["a"], "X")  =>  "a"
string join(["a",null,"c"], "X")  =>  "aXc"
string join([], "X")  =>  ""
string join(["a","b"])  =>  "ab"
string join(list: ["a"], delimiter: "X")  =>  "a"
string join([1], "X")  =>  null
string join("a", "X")  =>  "a"
string join(null)  =>  null
append([], null)  =>  [null]
append(list: [1], item: 2)  =>  [1, 2]
concatenate([[1],[2]])  =>  [[1], [2]]
concatenate([1],null)  =>  null
union([1,2],2,3)  =>  [1, 2, 3]
"""
TEXT = r"""
substring("foobar", 3)  =>  "obar"
substring("foobar", 3, 3)  =>  "oba"
substring("foobar", -2, 1)  =>  "a"
substring("foobar", 0)  =>  null
substring("foobar", 7)  =>  null
substring("foobar", -7)  =>  null
substring("foobar", 1, 0)  =>  null
substring("foobar", 1, -1)  =>  null
substring("foobar", 3.8)  =>  "obar"
substring("foobar", 3, 3.8)  =>  "oba"
substring("foobar", 1, 9)  =>  "foobar"
substring("", 1)  =>  null
substring("\U01F40Eab", 2)  =>  "ab"
substring(string: "foobar", start position: 3)  =>  "obar"
substring("foobar", "3")  =>  null
substring(null, 1)  =>  null
string length("foo")  =>  3
string length("")  =>  0
string length(null)  =>  null
string length("\U01F40Eab")  =>  3
string length("🐎ab")  =>  3
string length(string: "a")  =>  1
string length(["a"])  =>  1
upper case("aBc4")  =>  "ABC4"
lower case("aBc4")  =>  "abc4"
substring before("foobar", "bar")  =>  "foo"
substring before("foobar", "xyz")  =>  ""
substring before("foobar", "")  =>  ""
substring before("", "a")  =>  ""
substring before("","")  =>  ""
substring after("foobar", "ob")  =>  "ar"
substring after("", "a")  =>  ""
substring after("foobar","")  =>  "foobar"
substring after("","")  =>  ""
substring after("foobar","r")  =>  ""
replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")  =>  "[1=ab][2=]cd"
replace("abracadabra", "bra", "*")  =>  "a*cada*"
replace("abracadabra", "a.*a", "*")  =>  "*"
replace("abracadabra", "a.*?a", "*")  =>  "*c*bra"
replace("abracadabra", "a", "")  =>  "brcdbr"
replace("abracadabra", "a(.)", "a$1$1")  =>  "abbraccaddabbra"
replace("abracadabra", ".*?", "$1")  =>  null
replace("AAAA", "A+", "b")  =>  "b"
replace("AAAA", "A+?", "b")  =>  "bbbb"
replace("darted", "^(.*?)d(.*)$", "$1c$2")  =>  "carted"
replace("aaa", "x*", "-")  =>  null
replace("abc", "b", "$0")  =>  "abc"
replace("abc", "b", "[$0]")  =>  "a[b]c"
replace("abc", "B", "x", "i")  =>  "axc"
replace("a.b.c", ".", "x", "q")  =>  "axbxc"
replace("abc", "b", "\\$")  =>  "a$c"
replace("abc", "b", "$")  =>  null
replace("abc", "b", "\\")  =>  null
replace("hello", "l", null)  =>  null
replace("abc","[a-z]","#")  =>  "###"
replace(input: "abc", pattern: "b", replacement: "x")  =>  "axc"
replace("0123456789", "(\d{3})(\d{3})(\d{4})", "($1) $2-$3")  =>  "(012) 345-6789"
contains("foobar", "ob")  =>  true
contains("foobar", "")  =>  true
contains("", "")  =>  true
contains("", "a")  =>  false
contains(null, "a")  =>  null
contains("a", null)  =>  null
starts with("foobar", "fo")  =>  true
starts with("foobar", "")  =>  true
ends with("foobar", "r")  =>  true
split("John Doe", "\\s")  =>  ["John", "Doe"]
split("a;b;c;;", ";")  =>  ["a", "b", "c", "", ""]
number("1")  =>  1
number("1,000.5", ",", ".")  =>  1000.5
number("1 000,5", " ", ",")  =>  1000.5
number("1.000,5", ".", ",")  =>  1000.5
number("1", ".", ".")  =>  null
number("1", null, null)  =>  1
number("1", null, ".")  =>  1
number(from: "1", grouping separator: ",", decimal separator: ".")  =>  1
number(null)  =>  null
number("a")  =>  null
number("1", "a", ".")  =>  null
string(1.1)  =>  "1.1"
string(null)  =>  null
string("a")  =>  "a"
string(true)  =>  "true"
string([1,2,"foo"])  =>  "[1, 2, \"foo\"]"
string({a: "foo"})  =>  "{a: \"foo\"}"
string({a: {b: "foo"}})  =>  "{a: {b: \"foo\"}}"
string(@"2020-01-01")  =>  "2020-01-01"
string(@"PT1H")  =>  "PT1H"
string(@"P1Y")  =>  "P1Y"
string(from: 1)  =>  "1"
not(true)  =>  false
not(null)  =>  null
not("a")  =>  null
not(negand: true)  =>  false
string(date("2012-12-25"))  =>  "2012-12-25"
string length("\uD83D\uDC0E")  =>  1
string length("\U01F40E")  =>  1
not(1)  =>  null
"""
CONTEXT = r"""
get value({a: 1}, "a")  =>  1
context([{key:"a", value:1}])  =>  {a: 1}
context([])  =>  {}
context(null)  =>  null
context([{key:"a", value:1},{key:"a", value:1}])  =>  null
context([{key:null, value:1}])  =>  null
context([{key:"a"}])  =>  null
context({key:"a", value:1})  =>  {a: 1}
context([{key:"a", value:1, extra: 1}])  =>  {a: 1}
context([{key:"a", value:null}])  =>  {a: null}
context(entries: [{key:"a", value:1}])  =>  {a: 1}
context put({a:1}, "b", 2)  =>  {a: 1, b: 2}
context put({a:1}, "a", 2)  =>  {a: 2}
context put({a:1}, "a", null)  =>  {a: null}
context put(null, "a", 2)  =>  null
context put({a:1}, null, 2)  =>  null
context put({a:1}, ["b"], 2)  =>  {a: 1, b: 2}
context put({x:1, y: {a: 0}}, ["y","a"], 2)  =>  {x: 1, y: {a: 2}}
context put({x:1, y: 1}, ["y","a"], 2)  =>  null
context put({x:1}, [], 2)  =>  null
context put({x:1}, ["a",null], 2)  =>  null
context put({x:1}, [1], 2)  =>  null
context put(context: {a:1}, key: "b", value: 2)  =>  {a: 1, b: 2}
context put(context: {a:1}, keys: ["b"], value: 2)  =>  {a: 1, b: 2}
context merge([{a:1},{b:2}])  =>  {a: 1, b: 2}
context merge([])  =>  {}
context merge([{a:1},{a:2}])  =>  {a: 2}
context merge(null)  =>  null
context merge({a:1})  =>  {a: 1}
context merge([{a:1}, null])  =>  null
context merge([{a:1}, 1])  =>  null
context merge(contexts: [{a:1}])  =>  {a: 1}
context merge({a:1},{b:1})  =>  null
"""
TEMPORAL = r"""
date("2012-12-25")  =>  2012-12-25
date("12-25-2012")  =>  null
date("2012-12-25T")  =>  null
date("01211-12-31")  =>  null
date("012345-12-31")  =>  null
date("+2012-12-02")  =>  null
date("998-12-31")  =>  null
date("99999-12-31")  =>  99999-12-31
date("-2012-12-02")  =>  -2012-12-02
date("999999999-12-31")  =>  999999999-12-31
date("-999999999-12-31")  =>  -999999999-12-31
date("9999999999-12-25")  =>  null
date(999999999,12,31)  =>  999999999-12-31
date(-99999,12,31)  =>  -99999-12-31
date("2017-13-10")  =>  null
date("2017-12-32")  =>  null
date(2017,12,31)  =>  2017-12-31
date(2017,13,31)  =>  null
date(2017,12,32)  =>  null
date(2017,8,-2)  =>  null
date(year: 2017, month: 1, day: 5)  =>  2017-01-05
date(null)  =>  null
date(null,null,null)  =>  null
date([])  =>  null
date(1)  =>  null
date(date and time("2017-08-14T14:25:00.123456789@Europe/Paris"))  =>  2017-08-14
date(date and time("2017-08-14T14:25:00"))  =>  2017-08-14
date(from: "2012-12-25")  =>  2012-12-25
time("11:00:00")  =>  11:00:00
time("11:00:00Z")  =>  11:00:00Z
time("11:00:00+02:00")  =>  11:00:00+02:00
time("11:00:00-14:00")  =>  11:00:00-14:00
time("11:00:00+19:00")  =>  null
time("11:00:00@Europe/Paris")  =>  11:00:00@Europe/Paris
time("11:00:00.123456789")  =>  11:00:00.123456789
time("24:00:01")  =>  null
time("7:00:00")  =>  null
time("07:1:00")  =>  null
time("07:01:2")  =>  null
time("07:01:00.")  =>  null
time("7")  =>  null
time("11:61:00")  =>  null
time("11:00:60")  =>  null
time("T11:00:00")  =>  null
time("13:20:00+01:00@Europe/Paris")  =>  null
time("13:20:00@xyz/abc")  =>  null
time("13:20:00@Etc/UTC")  =>  13:20:00@Etc/UTC
time(11, 22, 33)  =>  11:22:33
time(11, 22, 33.123456789)  =>  11:22:33.123456789
time(24, 0, 0)  =>  null
time(11, 22, 33, duration("PT1H"))  =>  11:22:33+01:00
time(11, 22, 33, duration("-PT1H"))  =>  11:22:33-01:00
time(11, 22, 33, duration("PT0H"))  =>  11:22:33Z
time(11, 22, 33, duration("P1DT1H"))  =>  null
time(11, 22, 33, duration("PT2H1M0S"))  =>  11:22:33+02:01
time(11, 22, 33, duration("PT2H1M7S"))  =>  11:22:33+02:01:07
time(11, 22, 33, null)  =>  11:22:33
time(null, 22, 33)  =>  null
time(null)  =>  null
time(hour: 11, minute: 22, second: 33)  =>  11:22:33
time(hour: 11, minute: 22, second: 33, offset: duration("PT1H"))  =>  11:22:33+01:00
time(date("2017-08-10"))  =>  00:00:00Z
time(date and time("2017-08-10T10:20:00@Europe/Paris"))  =>  10:20:00@Europe/Paris
time(date and time("2017-08-10T10:20:00"))  =>  10:20:00
time(time("10:20:00+02:00"))  =>  10:20:00+02:00
time(from: "10:20:00")  =>  10:20:00
date and time("2012-12-24")  =>  2012-12-24T00:00:00
date and time("2017-12-31T11:22:33")  =>  2017-12-31T11:22:33
date and time("-2017-12-31T11:22:33")  =>  -2017-12-31T11:22:33
date and time("99999-12-31T11:22:33")  =>  99999-12-31T11:22:33
date and time("-99999-12-31T11:22:33.123456789")  =>  -99999-12-31T11:22:33.123456789
date and time("2017-12-31T11:22:33.123456789")  =>  2017-12-31T11:22:33.123456789
date and time("2017-12-31T11:22:33Z")  =>  2017-12-31T11:22:33Z
date and time("2017-12-31T11:22:33+02:00")  =>  2017-12-31T11:22:33+02:00
date and time("2017-12-31T11:22:33@Europe/Paris")  =>  2017-12-31T11:22:33@Europe/Paris
date and time("2017-12-31T11:22:33@Etc/UTC")  =>  2017-12-31T11:22:33@Etc/UTC
date and time("2017-12-31T24:00:01")  =>  null
date and time("2017-12-31 11:22:33")  =>  null
date and time("2017-12-31T")  =>  null
date and time("2017-12-31T7:00:00")  =>  null
date and time("998-12-31T11:22:33")  =>  null
date and time("01211-12-31T11:22:33")  =>  null
date and time("9999999999-12-27T11:22:33")  =>  null
date and time(date("2017-01-01"), time("23:59:01"))  =>  2017-01-01T23:59:01
date and time(date("2017-01-01"), time("23:59:01Z"))  =>  2017-01-01T23:59:01Z
date and time(date("2017-01-01"), time("23:59:01@Europe/Paris"))  =>  2017-01-01T23:59:01@Europe/Paris
date and time(date and time("2017-08-10T10:20:00"), time("23:59:01.987654321"))  =>  2017-08-10T23:59:01.987654321
date and time(date and time("2017-08-10T10:20:00@Europe/Paris"), time("23:59:01"))  =>  2017-08-10T23:59:01
date and time(date: date("2017-01-01"), time: time("23:59:01"))  =>  2017-01-01T23:59:01
date and time(from: "2012-12-24T23:59:00")  =>  2012-12-24T23:59:00
date and time(null)  =>  null
date and time(null, time("11:00:00"))  =>  null
date and time(1)  =>  null
duration("P1D")  =>  P1D
duration("PT2H")  =>  PT2H
duration("P1DT2H3M4.123S")  =>  P1DT2H3M4.123S
duration("PT0.999S")  =>  PT0.999S
duration("PT0.000S")  =>  PT0S
duration("P0D")  =>  PT0S
duration("-P1Y2M")  =>  -P1Y2M
duration("P26M")  =>  P2Y2M
duration("P0Y")  =>  P0M
duration("P1Y0M2DT6H58M59.000S")  =>  null
duration("P1Y2M3D")  =>  null
duration("P")  =>  null
duration("PT")  =>  null
duration("P1")  =>  null
duration("1D")  =>  null
duration("P-1D")  =>  null
duration("P1H")  =>  null
duration("PT1D")  =>  null
duration("")  =>  null
duration(null)  =>  null
duration(1)  =>  null
duration("P1DT")  =>  null
duration("PT555M")  =>  PT9H15M
duration("PT61S")  =>  PT1M1S
duration("PT24H")  =>  P1D
duration("-PT5M")  =>  -PT5M
duration("P1W")  =>  null
duration("PT1.5H")  =>  null
duration("PT1.S")  =>  null
duration("P11999999988M")  =>  P999999999Y
duration("-P11999999988M")  =>  -P999999999Y
duration(from: "P1D")  =>  P1D
years and months duration(@"2017-12-12", @"2019-01-20")  =>  P1Y1M
years and months duration(date("2011-12-22"), date("2013-08-24"))  =>  P1Y8M
years and months duration(from: @"2017-12-12", to: @"2019-01-20")  =>  P1Y1M
years and months duration(@"2015-12-24", @"2011-12-23")  =>  -P4Y
years and months duration(@"2016-01-21", @"2015-01-21")  =>  -P1Y
years and months duration(date and time("2014-12-31T23:59:59"), date and time("2019-10-01T12:32:59"))  =>  P4Y9M
years and months duration(@"2016-09-30T23:25:00", @"2017-12-28T12:12:12")  =>  P1Y2M
@"2017-12-31".year  =>  2017
@"2017-12-31".weekday  =>  7
@"2017-12-31".hour  =>  null
@"11:22:33".hour  =>  11
@"11:22:33+01:00".time offset  =>  PT1H
@"11:22:33".time offset  =>  null
@"11:22:33@Europe/Paris".timezone  =>  "Europe/Paris"
@"2018-12-10T10:30:00@Europe/Paris".time offset  =>  PT1H
@"P1Y2M".years  =>  1
@"P1Y2M".months  =>  2
@"-P1Y2M".months  =>  -2
@"P1D".years  =>  null
@"P1Y".days  =>  null
@"2012-12-25".foo  =>  null
day of year(@"2019-09-17")  =>  260
day of week(@"2019-09-17")  =>  "Tuesday"
month of year(@"2019-09-17")  =>  "September"
week of year(@"2019-09-17")  =>  38
week of year(@"2003-12-29")  =>  1
week of year(@"2005-01-01")  =>  53
day of year(date: @"2019-09-17T00:00:00")  =>  260
is(@"2012-12-25", @"2012-12-25")  =>  true
is(@"2012-12-25", @"2012-12-26")  =>  false
is(@"23:00:50Z", @"23:00:50")  =>  false
is(@"23:00:50Z", @"23:00:50+00:00")  =>  true
is(@"10:15:00+01:00", @"09:15:00Z")  =>  false
is(value1: 1, value2: 1)  =>  true
is(1, "1")  =>  false
is(null, null)  =>  true
is([1], [1])  =>  true
date("2018-12-08") = date("2018-12-08")  =>  true
date("2018-12-08") = "2018-12-08"  =>  null
time("10:30:00+00:00") = time("10:30:00Z")  =>  true
time("10:30:11-02:00") = time("10:30:11-02:00")  =>  true
duration("P1Y") = duration("P12M")  =>  true
duration("P1D") = duration("PT24H")  =>  true
@"P1Y" < @"P1D"  =>  null
@"2020-01-01" in [@"2019-01-01"..@"2021-01-01"]  =>  true
@"P1D" instance of days and time duration  =>  true
@"P1Y" instance of years and months duration  =>  true
@"P1Y" instance of days and time duration  =>  false
@"2020-01-01" instance of date  =>  true
@"2020-01-01T00:00:00" instance of date and time  =>  true
@"2020-01-01T00:00:00" instance of date  =>  false
@"10:00:00" instance of time  =>  true
@"P1D" + @"PT1H"  =>  P1DT1H
@"P1D" * 2  =>  P2D
@"P1D" / 2  =>  PT12H
@"P1D" / @"PT12H"  =>  2
@"P1Y" * 1.5  =>  P1Y6M
@"P1Y" / @"P6M"  =>  2
@"P1Y" + @"P1D"  =>  null
@"2020-01-31" + @"P1M"  =>  2020-02-29
@"2020-01-31" - @"P1D"  =>  2020-01-30
@"2020-01-02" - @"2020-01-01"  =>  P1D
@"10:00:00" + @"PT15H"  =>  01:00:00
@"10:00:00" - @"11:00:00"  =>  -PT1H
@"10:00:00" + @"P1M"  =>  null
"""
RANGE = r"""
[1..3].start  =>  1
(1..3].start included  =>  false
(< 3).start  =>  null
(< 3).end included  =>  false
(> 3).end included  =>  false
(>= 3).start included  =>  true
range("[18..21)")  =>  [18..21)
range("")  =>  null
range(null)  =>  null
range("[\"a\"..\"z\"]")  =>  ["a".."z"]
range("[@\"2020-01-01\"..@\"2020-02-01\"]")  =>  [2020-01-01..2020-02-01]
range("[date(\"2020-01-01\")..date(\"2020-02-01\")]")  =>  [2020-01-01..2020-02-01]
range("]1..3[")  =>  (1..3)
range("[3..1]")  =>  null
range("[1..\"a\"]")  =>  null
range("1..3")  =>  null
range("[..]")  =>  null
range(from: "[1..2]")  =>  [1..2]
[1..3] = [1..3]  =>  true
[1..3] = [1..3)  =>  false
(< 3) = (< 3)  =>  true
[1..3] instance of range<number>  =>  true
[1..3] instance of range<string>  =>  false
"""
OTHER = r"""
{a: 1}.b  =>  null
"\uD83D\uDC0E" = "🐎"  =>  true
{🐎: "bar"}.🐎  =>  "bar"
{"🐎": "bar"}.🐎  =>  "bar"
1 = 1.0  =>  true
1 = "1"  =>  null
null = null  =>  true
null = 1  =>  false
1 = null  =>  false
null != 1  =>  true
null != null  =>  false
[] = null  =>  false
[1,2] = [1,2]  =>  true
[1,2] = [2,1]  =>  false
[1,[2]] = [1,[2]]  =>  true
[null] = [null]  =>  true
{a:1,b:2} = {b:2,a:1}  =>  true
{a:1} = {a:1,b:2}  =>  false
{} = {}  =>  true
true = "true"  =>  null
100 = {}  =>  null
-1 = -1  =>  true
"a" != "b"  =>  true
1 != "1"  =>  null
1 < 2  =>  true
1 < null  =>  null
"a" < 1  =>  null
true < false  =>  null
[1] < [2]  =>  null
"a" < "b"  =>  true
1 between 0 and 2  =>  true
null between 0 and 2  =>  null
1 between null and 2  =>  null
1 between 0 and null  =>  null
"b" between "a" and "c"  =>  true
1 between "a" and 2  =>  null
1 in [1,2,3]  =>  true
4 in [1,2,3]  =>  false
1 in (1,2)  =>  true
1 in 1  =>  true
1 in (<2)  =>  true
1 in <2  =>  true
1 in (>2, <0)  =>  false
null in null  =>  true
null in [1,null]  =>  true
1 in []  =>  false
[1,2] in [[1,2],[3]]  =>  true
1 in [[1..3]]  =>  true
1 in ([1..3],[5..6])  =>  true
{a:1} in {a:1}  =>  true
{a:1} in [{a:1}]  =>  true
"a" in ("a","b")  =>  true
1 in (=1)  =>  true
1 in (!=1)  =>  false
null instance of number  =>  false
1 instance of Any  =>  true
null instance of Any  =>  false
1 instance of string  =>  false
[] instance of list<number>  =>  true
[1,"a"] instance of list<number>  =>  false
[1,"a"] instance of list<Any>  =>  true
{a:1} instance of context<a: number>  =>  true
{a:1,b:"x"} instance of context<a: number>  =>  true
{a: 1} instance of context<a: string>  =>  false
{a: null} instance of context<a: string>  =>  true
(function(a: number) a) instance of function<number>->number  =>  true
(function(a: number) a) instance of function<string>->number  =>  false
(function(a: string, b: number) a) instance of function<string, number>->Any  =>  true
1 instance of function<>->number  =>  false
1 instance of foo  =>  null
true instance of boolean  =>  true
2 ** 3  =>  8
2 ** -1  =>  0.5
"a" ** 2  =>  null
for i in [1,2,3] return i * 2  =>  [2, 4, 6]
for i in 1..3, j in 1..2 return i*j  =>  [1, 2, 2, 4, 3, 6]
for i in 3..1 return i  =>  [3, 2, 1]
for i in 1..null return i  =>  null
for i in null return i  =>  null
for i in [] return i  =>  []
for i in 1.5..3 return i  =>  null
for i in "a".."c" return i  =>  null
for i in [1..3] return i  =>  [1, 2, 3]
for i in (1..3) return i  =>  [2]
for i in 0..4 return if i = 0 then 1 else i * partial[-1]  =>  [1, 1, 2, 6, 24]
for x in [1,2], y in [x, x+10] return y  =>  [1, 11, 2, 12]
for i in (> 3) return i  =>  null
some x in [1,2] satisfies x > 1  =>  true
some x in null satisfies true  =>  null
some x in [] satisfies true  =>  false
some x in [null, true] satisfies x  =>  true
some x in [null, false] satisfies x  =>  null
every x in [null, false] satisfies x  =>  false
every x in [1, "a"] satisfies x  =>  null
some x in [1,2], y in [2,3] satisfies x = y  =>  true
if true then 1 else 2  =>  1
if null then 1 else 2  =>  2
(if false then 1 else 2)  =>  2
[1,2,3][1]  =>  1
[1,2,3][0]  =>  null
[1,2,3][-3]  =>  1
[1,2,3][-4]  =>  null
[1,2,3][item > 1]  =>  [2, 3]
[1,2,3][item > 5]  =>  []
[1,2,3][even(item)]  =>  [2]
[1,2,3][true]  =>  [1, 2, 3]
1[1]  =>  1
1[2]  =>  null
null[1]  =>  null
[][1]  =>  null
[{a:1},{a:2}].a  =>  [1, 2]
[{a:1},{b:2}].a  =>  [1, null]
[{a:1},{a:2}][a = 2]  =>  [{a: 2}]
[{a:1},{b:2}][a = 1]  =>  [{a: 1}]
[{item: 1}, {item: 2}][item >= 2]  =>  [{item: 2}]
[[1],[2]][1]  =>  [1]
{a: 1, b: a + 1}  =>  {a: 1, b: 2}
{a: 1, a: 2}  =>  null
{"a b": 1}.a b  =>  1
{"a": 1}.a  =>  1
{a: {b: 1}}.a.b  =>  1
{a: function(x) x + 1}.a(1)  =>  2
{1: 1}  =>  null
(function(x, y) x + y)(1, 2)  =>  3
(function(x: number) x)("a")  =>  null
(function(x, y) x + y)(y: 1, x: 2)  =>  3
(function(x) x)()  =>  null
(function(x) x)(1,2)  =>  null
1 + null  =>  null
"a" + "b"  =>  "ab"
"a" + 1  =>  null
1 / 0  =>  null
2 * @"P1D"  =>  P2D
-@"P1D"  =>  -P1D
- "a"  =>  null
-null  =>  null
--1  =>  1
.5 + .5  =>  1
true and "a"  =>  null
false and "a"  =>  false
true or 1  =>  true
false or 1  =>  null
"""
AREAS = {
    "numbers: rounding, remainders, roots": NUMERIC,
    "one value of a list": STATISTIC,
    "lists: positions from 1 or from the end, null where there is none": LIST,
    "texts: characters, not code units": TEXT,
    "contexts": CONTEXT,
    "dates, times and durations": TEMPORAL,
    "ranges": RANGE,
    "equality, order, membership, types, loops, filters, functions, arithmetic": OTHER,
}
ROWS = [(area, *line.split("  =>  ")) for area, table in AREAS.items() for line in table.strip().splitlines()]


@pytest.mark.parametrize(("area", "text", "expected"), ROWS)
def test_value(area: str, text: str, expected: str, lenient: Env) -> None:
    try:
        value = written(feel(text).evaluate({}, lenient))
    except ExpressionError:
        value = "null"
    assert value == expected, area
