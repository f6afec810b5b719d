"""Rules of the grammar and of the types (DMN 1.5, 10.3.1 and 10.3.2): expression and value as FEEL writes them.

In the lenient mode of the standard; `null` also stands for an expression that is refused.
"""

import pytest

from engine.expr.env import Env
from tests.expr.expectations import rows, value_of

NAMES = r"""
{a-b: 5, a: 3, b: 1, c: a-b}.c  =>  5
{a: 3, b: 1, c: a-b}.c  =>  2
{a: 3, b: 1, c: a - b}.c  =>  2
{a/b: 5, c: a/b}.c  =>  5
{a*b: 5, c: a*b}.c  =>  5
{a.b: 5, c: a.b}.c  =>  5
{a'b: 5, c: a'b}.c  =>  5
{Monthly Fee: 10, Yearly: Monthly Fee * 12}.Yearly  =>  120
{a  b: 1, c: a b}.c  =>  1
{date: 1, c: date}.c  =>  1
{time: @"10:00:00", c: time.hour}.c  =>  10
{duration: 5, r: duration + 1}.r  =>  6
{date of birth: date("2000-01-01"), y: date of birth.year}.y  =>  2000
{list: [1,2], c: count(list)}.c  =>  2
{x: {y z: 3}, r: x.y z}.r  =>  3
{x: [{y z: 3}], r: x.y z}.r  =>  [3]
{x: [{y z: 3}], r: x[y z = 3]}.r  =>  [{y z: 3}]
{x: [{y z: 3}], r: x[y z = 3].y z}.r  =>  [3]
{"x y": 3, r: x y + 1}.r  =>  4
{été: 1, r: été + 1}.r  =>  2
{_a: 1, r: _a}.r  =>  1
{?x: 1, r: ?x}.r  =>  1
{a1: 1, r: a1}.r  =>  1
{1a: 1}  =>  null
{f x: function(a b) a b + 1, r: f x(2)}.r  =>  3
{f x: function(a b) a b + 1, r: f x(a b: 2)}.r  =>  3
{a: function(x) function(y) x + y, r: a(1)(2)}.r  =>  3
{fact: function(n) if n <= 1 then 1 else n * fact(n - 1), r: fact(5)}.r  =>  120
"\'"  =>  "'"
"\q"  =>  "\\q"
"it's"  =>  "it's"
/* c */ 1 // x  =>  1
1 /* a /* b */  =>  1
if 1 = 1 then "a" else "b" + "c"  =>  "a"
for x in [1,2] return x + 1  =>  [2, 3]
(for x in [1,2] return x)[1]  =>  1
[for x in [1,2] return x][1]  =>  [1, 2]
for x in [1,2], y in [x] return {x: x, y: y}  =>  [{x: 1, y: 1}, {x: 2, y: 2}]
some x in [1,2], y in [3] satisfies x + y = 5  =>  true
not(some x in [1] satisfies x > 1)  =>  true
count([1,2][item > 1])  =>  1
{a: [1,2,3]}.a[item > 1][1]  =>  2
[1,2,3][item > 1 and item < 3]  =>  [2]
[[1,2],[3,4]][1][2]  =>  2
[{a:1},{a:2}][item.a > 1][1].a  =>  2
[1,2,3,4][item in (1,4)]  =>  [1, 4]
[1,2,3,4][item in [2..3]]  =>  [2, 3]
1 in [1..2] and 2 in [2..3]  =>  true
[1..2][1]  =>  [1..2]
-5 in [-10..0]  =>  true
5 in -10..10  =>  null
1 + 2 in [3..4]  =>  true
3 in 1 + 2  =>  true
not 1  =>  null
"a" in ("a", "b")  =>  true
"a" in "abc"  =>  false
1 between 0 and 2 and 3 between 2 and 4  =>  true
(1 between 0 and 2) = true  =>  true
date("2020-01-01") in [date("2019-01-01")..date("2021-01-01")]  =>  true
date("2020-01-01") between date("2019-01-01") and date("2021-01-01")  =>  true
@"2020-01-01" in > @"2019-01-01"  =>  true
{r: > 5, x: 6 in r}.x  =>  true
{r: [1..5], x: 6 in r}.x  =>  false
{r: (> 5), x: 6 in r}.x  =>  true
6 in [> 5, < 3]  =>  true
"""
EQUALITY = r"""
null = []  =>  false
"" = null  =>  false
0 = -0  =>  true
1.0 = 1  =>  true
100 = 1e2  =>  true
[1, 2] = [1.0, 2.00]  =>  true
{a: null} = {}  =>  false
1 = true  =>  null
@"PT60M" = @"PT1H"  =>  true
@"2020-01-01T10:00:00Z" = @"2020-01-01T11:00:00+01:00"  =>  true
@"2020-01-01T10:00:00" = @"2020-01-01T10:00:00Z"  =>  false
@"2020-01-01T10:00:00" < @"2020-01-01T10:00:00Z"  =>  null
@"10:00:00" = @"10:00:00Z"  =>  false
@"2020-06-01T10:00:00@Europe/Paris" = @"2020-06-01T10:00:00+02:00"  =>  true
@"foo"  =>  null
@5  =>  null
"""
NAMED = r"""
time("10:00:00Z") - time("09:00:00")  =>  null
time("10:00:00Z") - time("09:00:00+01:00")  =>  PT2H
date and time("2020-01-02T10:00:00Z") - date and time("2020-01-01T10:00:00")  =>  null
abs(n: 1, m: 2)  =>  null
substring(string: "abc", length: 1, start position: 2)  =>  "b"
substring("abc", start position: 2)  =>  null
decimal(scale: 1, n: 1.25)  =>  1.2
number(from: "1")  =>  1
contains(match: "b", string: "abc")  =>  true
round up(n: 1.1, scale: 0)  =>  2
sort(precedes: function(x, y) x > y, list: [1,2])  =>  [2, 1]
list replace(list: [1,2,3], position: 1, newItem: 9)  =>  [9, 2, 3]
append(list: [1], item: 2)  =>  [1, 2]
sum(list: [1,2])  =>  3
mode(list: [1,1])  =>  [1]
all(list: [true])  =>  true
date and time(date: date("2020-01-01"), time: time("10:00:00"))  =>  2020-01-01T10:00:00
context put(context: {}, key: "a", value: 1)  =>  {a: 1}
context put(context: {}, keys: ["a"], value: 1)  =>  {a: 1}
context(entries: [])  =>  {}
context merge(contexts: [{a: 1}])  =>  {a: 1}
get value(m: {a: 1}, key: "a")  =>  1
get entries(m: {a: 1})  =>  [{key: "a", value: 1}]
string join(list: ["a", "b"], delimiter: ",")  =>  "a,b"
split(string: "a,b", delimiter: ",")  =>  ["a", "b"]
years and months duration(from: date("2020-01-01"), to: date and time("2021-01-01T00:00:00"))  =>  P1Y
is(value1: 1, value2: 1.0)  =>  true
day of week(date: date and time("2019-09-17T00:00:00"))  =>  "Tuesday"
time(hour: 1, minute: 2, second: 3)  =>  01:02:03
time(hour: 1, minute: 2, second: 3, offset: null)  =>  01:02:03
time(1, 2, 3.5)  =>  01:02:03.5
date(year: 2020, month: 1, day: 2)  =>  2020-01-02
insert before(list: [1], position: 1, newItem: 0)  =>  [0, 1]
meets(range1: [1..2], range2: [2..3])  =>  true
during(point: 1, range: [1..2])  =>  true
starts(range1: [1..2], range2: [1..3])  =>  true
"""
TYPES = r"""
floor(1.5, null)  =>  null
ceiling(null, 1)  =>  null
string(-0)  =>  "0"
string(1e10)  =>  "10000000000"
string(0.0000001)  =>  "0.0000001"
string({a: "b c", "d e": 1})  =>  "{a: \"b c\", d e: 1}"
string(duration("P1Y1M"))  =>  "P1Y1M"
string(duration("PT0S"))  =>  "PT0S"
string(@"10:00:00.123456789")  =>  "10:00:00.123456789"
string([])  =>  "[]"
string({})  =>  "{}"
@"2021-01-01".weekday  =>  5
@"-P1DT1H".hours  =>  -1
duration("P400D")  =>  P400D
@"P1Y" > @"P11M"  =>  true
@"P1Y" between @"P11M" and @"P13M"  =>  true
@"2020-01-01T00:00:00" + @"P1M"  =>  2020-02-01T00:00:00
@"2020-03-31" - @"P1M"  =>  2020-02-29
@"2020-01-01T10:00:00@Europe/Paris" + @"PT1H"  =>  2020-01-01T11:00:00@Europe/Paris
@"P1D" - @"PT1H"  =>  PT23H
@"P1D" / 3  =>  PT8H
@"P1D" * "a"  =>  null
@"P7M" / 2  =>  P3M
@"P1Y" * -1  =>  -P1Y
"abc" < "abd"  =>  true
"abc" >= "abc"  =>  true
[1] < [2]  =>  null
max("a", "b")  =>  "b"
min(1, "a")  =>  null
sum("a")  =>  null
count("a")  =>  1
list contains("a", "a")  =>  true
flatten("a")  =>  ["a"]
upper case(["a"])  =>  "A"
[5] + 1  =>  null
abs([-5])  =>  5
abs([-5, 1])  =>  null
substring(["abc"], [2])  =>  "bc"
if [true] then 1 else 2  =>  2
[1,2,3] instance of list<string>  =>  false
{a: {b: 1}} instance of context<a: context<b: number>>  =>  true
5 instance of context  =>  false
{} instance of context  =>  true
[1] instance of list  =>  true
[1..2] instance of range  =>  true
1 instance of function  =>  false
@"P1D" instance of duration  =>  null
partial  =>  null
item  =>  null
for i in [1,2] return partial  =>  [[], [[]]]
for i in 1..2, j in 1..2 return count(partial)  =>  [0, 1, 2, 3]
for item in [1,2] return item  =>  [1, 2]
{item: 5, r: [1,2][item > 1]}.r  =>  [2]
{a: 5, r: [1,6][item > a]}.r  =>  [6]
{a: 5, r: [{a: 1},{a: 7}][a > 5]}.r  =>  [{a: 7}]
every x in [1,2], y in [x..3] satisfies y > 0  =>  true
for x in [1..3], y in 1..x return y  =>  [1, 1, 2, 1, 2, 3]
for x in [[1,2],[3]] return x  =>  [[1, 2], [3]]
for x in flatten([[1,2],[3]]) return x * x  =>  [1, 4, 9]
for x in (1) return x  =>  [1]
for x in [1,2] return for y in [3] return x*y  =>  [[3], [6]]
"""
AREAS = {
    "10.3.1.4: names with spaces and operators, what they hide, how tightly operators bind": NAMES,
    "10.3.2.13: equality by kinds": EQUALITY,
    "10.3.2.15 and 10.3.4: differences of times, built-in functions with named parameters": NAMED,
    "10.3.2.9: conversions, null, types, scopes of iterations": TYPES,
}


@pytest.mark.parametrize(("area", "text", "expected"), rows(AREAS))
def test_value(area: str, text: str, expected: str, lenient: Env) -> None:
    assert value_of(text, lenient) == expected, area
