using System.Text;
using LightKube.ApiServer.NodeProxy;

namespace LightKube.ApiServer.Tests.NodeProxy;

/// <summary>Links of pages that come through the proxy subresource.</summary>
internal sealed class ProxiedPageTests
{
    private const string Prefix = "/api/v1/namespaces/ns/pods/web:80/proxy";

    private static readonly ProxiedLinks Links = new(Prefix, "10.0.0.1:80");

    [TestCase("/there", Prefix + "/there")]
    [TestCase("/", Prefix + "/")]
    [TestCase("/there/?a=b#c", Prefix + "/there/?a=b#c")]
    [TestCase("http://10.0.0.1:80/there", Prefix + "/there")]
    [TestCase("//10.0.0.1:80", Prefix + "/")]
    [TestCase("there", "there")]
    [TestCase("#there", "#there")]
    [TestCase("https://example.org/there", "https://example.org/there")]
    [TestCase("//example.org/there", "//example.org/there")]
    [TestCase("mailto:a@example.org", "mailto:a@example.org")]
    [TestCase(Prefix + "/there", Prefix + "/there")]
    public void Link_that_begins_at_the_root_leads_through_the_proxy(string link, string expected) =>
        Assert.That(Links.Rewrite(link), Is.EqualTo(expected));

    [TestCase("<a href=\"/x\">t</a>", "<a href=\"P/x\">t</a>")]
    [TestCase("<A class=c HREF='/x' id=i>t</A>", "<A class=c HREF='P/x' id=i>t</A>")]
    [TestCase("<img src=/x/y.png><br/>", "<img src=P/x/y.png><br/>")]
    [TestCase("<img src = \"/x\" alt=\"/y\"/>", "<img src = \"P/x\" alt=\"/y\"/>")]
    [TestCase("<p title=\"/x\"><form action=\"/f\">", "<p title=\"/x\"><form action=\"P/f\">")]
    [TestCase("<!-- <a href=\"/x\"> --><a href=\"/y\">", "<!-- <a href=\"/x\"> --><a href=\"P/y\">")]
    [TestCase("<script src=\"/s.js\">if (a<b) x='<a href=\"/x\">'</script><a href=/y>", "<script src=\"P/s.js\">if (a<b) x='<a href=\"/x\">'</script><a href=P/y>")]
    [TestCase("1 < 2 <", "1 < 2 <")]
    [TestCase("<a href", "<a href")]
    [TestCase("<a href=", "<a href=")]
    [TestCase("<a href=\"/x", "<a href=\"P/x")]
    [TestCase("<a ==/x>", "<a ==/x>")]
    [TestCase("", "")]
    public void Links_of_a_page_are_rewritten_and_nothing_else(string html, string expected) =>
        Assert.That(Rewrite(Encoding.UTF8.GetBytes(html)), Is.EqualTo(expected.Replace("P/", Prefix + "/", StringComparison.Ordinal)));

    [Test]
    public void Text_of_any_encoding_comes_out_as_it_went_in() =>
        Assert.That(Rewrite(Encoding.UTF8.GetBytes("<a href='/grün'>größer ☃</a>")), Is.EqualTo($"<a href='{Prefix}/grün'>größer ☃</a>"));

    private static string Rewrite(byte[] html) => Encoding.UTF8.GetString(ProxiedPage.Rewrite(html, Links));
}
