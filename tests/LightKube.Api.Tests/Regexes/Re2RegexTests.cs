using LightKube.Api.Regexes;
using NUnit.Framework;

namespace LightKube.Api.Tests.Regexes;

public class Re2RegexTests
{
    [TestCase(@"^\d+$", "12", true)]
    [TestCase(@"^\d+$", "12\n", false)]
    [TestCase(@"^\d+$", "١٢", false)]
    [TestCase(@"^\D$", "٢", true)]
    [TestCase(@"^[\w.-]+$", "a_b.c-d", true)]
    [TestCase(@"^[\D]$", "5", false)]
    [TestCase(@"^[^\D]$", "5", true)]
    [TestCase(@"^[[:alpha:]]+$", "abc", true)]
    [TestCase(@"^[[:^alpha:]]+$", "a1", false)]
    [TestCase(@"^[[:alpha]+$", ":[", true)]
    [TestCase(@"^[^]a]$", "b", true)]
    [TestCase(@"^[^]a]$", "]", false)]
    [TestCase(@"^[a[b]$", "[", true)]
    [TestCase(@"^[a-]$", "-", true)]
    [TestCase(@"(?i)^ABC$", "abc", true)]
    [TestCase(@"(?i:a)b", "AB", false)]
    [TestCase(@"(?m)^b$", "a\nb\nc", true)]
    [TestCase(@"(?s)^a.b$", "a\nb", true)]
    [TestCase(@"(?m-s)^b$", "a\nb", true)]
    [TestCase(@"^\Qa.b\E$", "a.b", true)]
    [TestCase(@"^\Qa.b", "a.b", true)]
    [TestCase(@"^\pL+$", "ab", true)]
    [TestCase(@"^\p{^L}$", "a", false)]
    [TestCase(@"^\PN$", "5", false)]
    [TestCase(@"^\p{Greek}+$", "αβγ", true)]
    [TestCase(@"^[^\P{Latin}]+$", "née", true)]
    [TestCase(@"^\p{Han}+$", "漢字𠀀", true)]
    [TestCase(@"^(?P<x>a)(?<1y>b)$", "ab", true)]
    [TestCase(@"^\x{1F600}+$", "😀😀", true)]
    [TestCase(@"^😀{2}$", "😀😀", true)]
    [TestCase(@"^[\x{1F600}-\x{1F64F}]$", "😁", true)]
    [TestCase(@"^[😀-😂]$", "😄", false)]
    [TestCase(@"^[^😀]$", "😁", true)]
    [TestCase(@"^[^😀]$", "😀", false)]
    [TestCase(@"^\x41\102\07\a$", "AB\a\a", true)]
    [TestCase(@"^a{2,}$", "aaa", true)]
    [TestCase(@"^a{,2}$", "a{,2}", true)]
    [TestCase(@"^a{}$", "a{}", true)]
    [TestCase(@"^#a b$", "#a b", true)]
    [TestCase(@"(|a)*b", "aab", true)]
    public void Patterns_match_as_in_go(string pattern, string text, bool matches)
    {
        Assert.That(Re2Regex.Get(pattern).IsMatch(text), Is.EqualTo(matches));
    }

    [TestCase(@"(a", "missing closing ): `(a`")]
    [TestCase(@"a)", "unexpected ): `a)`")]
    [TestCase(@"[a", "missing closing ]: `[a`")]
    [TestCase(@"[a\", @"missing closing ]: `[a\`")]
    [TestCase(@"[]", "missing closing ]: `[]`")]
    [TestCase(@"[b-a]", "invalid character class range: `b-a`")]
    [TestCase(@"[😂-😀]", "invalid character class range: `😂-😀`")]
    [TestCase(@"[[:foo:]]", "invalid character class range: `[:foo:]`")]
    [TestCase(@"\p{IsGreek}", @"invalid character class range: `\p{IsGreek}`")]
    [TestCase(@"\p", @"invalid character class range: `\p`")]
    [TestCase(@"(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [TestCase(@"(?<=a)", "invalid or unsupported Perl syntax: `(?<`")]
    [TestCase(@"(?x)a", "invalid or unsupported Perl syntax: `(?x`")]
    [TestCase(@"(?i-)a", "invalid or unsupported Perl syntax: `(?i-)`")]
    [TestCase(@"(?>a)", "invalid or unsupported Perl syntax: `(?>`")]
    [TestCase(@"(?P<a", "invalid named capture: `(?P<a`")]
    [TestCase(@"(?P<a b>c)", "invalid named capture: `(?P<a b>`")]
    [TestCase(@"(a)\1", @"invalid escape sequence: `\1`")]
    [TestCase(@"\Z", @"invalid escape sequence: `\Z`")]
    [TestCase(@"\x{110000}", @"invalid escape sequence: `\x{1`")]
    [TestCase(@"a\", "trailing backslash at end of expression: ``")]
    [TestCase(@"*a", "missing argument to repetition operator: `*`")]
    [TestCase(@"a**", "invalid nested repetition operator: `**`")]
    [TestCase(@"a{1001}", "invalid repeat count: `{1001}`")]
    [TestCase(@"a{99999999999}", "invalid repeat count: `{99999999999}`")]
    [TestCase(@"a{2,1}", "invalid repeat count: `{2,1}`")]
    [TestCase(@"((a{100}){10}){10}", "invalid repeat count: `{10}`")]
    public void What_go_does_not_take_is_no_pattern(string pattern, string problem)
    {
        Assert.That(Re2Regex.Problem(pattern), Is.EqualTo("error parsing regexp: " + problem));
        Assert.That(() => Re2Regex.Get(pattern), Throws.ArgumentException);
    }

    [Test]
    public void Groups_nest_to_a_limit()
    {
        Assert.That(Re2Regex.Problem(new string('(', 250) + new string(')', 250)), Is.Null);
        Assert.That(Re2Regex.Problem(new string('(', 8000) + new string(')', 8000)), Does.Contain("expression nests too deeply"));
    }

    [Test]
    public void A_pattern_has_a_length_that_can_be_compiled()
    {
        Assert.That(Re2Regex.Problem(new string('a', Re2Regex.MaxLength + 1)), Does.StartWith("error parsing regexp: expression too large"));
    }

    [Test]
    public void Whatever_is_written_is_a_pattern_or_a_problem()
    {
        const string parts = @"()[]{}*+?|\.^$-:,<>=!PpQEdDwWsSbBAzix019aZ#& é😀";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var pattern = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)]));

            Assert.That(() => Re2Regex.Problem(pattern), Throws.Nothing, pattern);
        }
    }
}
