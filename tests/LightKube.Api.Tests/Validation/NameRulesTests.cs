using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.Api.Tests.Validation;

public sealed class NameRulesTests
{
    [TestCase("a", true)]
    [TestCase("a-b.c-d", true)]
    [TestCase("a..b", false)]
    [TestCase("-a", false)]
    [TestCase("A", false)]
    [TestCase("a.", false)]
    [TestCase("", false)]
    [TestCase("a_b", false)]
    public void Subdomains(string name, bool valid) => Assert.That(NameRules.Dns1123Subdomain(name).Count == 0, Is.EqualTo(valid));

    [Test]
    public void The_text_for_a_bad_name_is_the_one_that_users_know() =>
        Assert.That(NameRules.Dns1123Subdomain("A"), Is.EqualTo(new[]
        {
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
            + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
        }));

    [TestCase("a", true)]
    [TestCase("example.com/My_Name.1", true)]
    [TestCase("Example.com/a", false)]
    [TestCase("a/b/c", false)]
    [TestCase("/a", false)]
    [TestCase("a/", false)]
    [TestCase("-a", false)]
    public void Qualified_names(string name, bool valid) => Assert.That(NameRules.QualifiedName(name).Count == 0, Is.EqualTo(valid));

    [TestCase("", true)]
    [TestCase("a_B.1", true)]
    [TestCase("-a", false)]
    [TestCase("a b", false)]
    public void Label_values(string value, bool valid) => Assert.That(NameRules.LabelValue(value).Count == 0, Is.EqualTo(valid));

    [Test]
    public void Lengths_are_bounded()
    {
        Assert.That(NameRules.Dns1123Label(new string('a', 63)), Is.Empty);
        Assert.That(NameRules.Dns1123Label(new string('a', 64)), Is.EqualTo(new[] { "must be no more than 63 characters" }));
        Assert.That(NameRules.Dns1123Subdomain(new string('a', 254)), Has.Count.EqualTo(1));
        Assert.That(NameRules.LabelValue(new string('a', 64)), Has.Count.EqualTo(1));
    }

    [TestCase("1a", false)]
    [TestCase("a1", true)]
    public void Services_start_with_a_letter(string name, bool valid) =>
        Assert.That(NameRules.For(BuiltIn.Kind("v1", "Service"))(name).Count == 0, Is.EqualTo(valid));

    [TestCase("{'metadata':{'name':'a','namespace':'n'}}", null)]
    [TestCase("{'metadata':{'namespace':'n'}}", "metadata.name: Required value: name or generateName is required")]
    [TestCase("{'metadata':{'name':'a'}}", "metadata.namespace: Required value")]
    [TestCase("{'metadata':{'name':'a','namespace':'n','generation':-1}}", "metadata.generation: Invalid value: -1: must be greater than or equal to 0")]
    [TestCase("{'metadata':{'name':'a','namespace':'n','ownerReferences':[{'apiVersion':'v1','kind':'Pod','name':'x'}]}}", "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty")]
    [TestCase("{'metadata':{'name':'a','namespace':'n','generateName':'a-'}}", null)]
    public void Metadata_is_checked(string json, string? expected)
    {
        var errors = new FieldErrors();
        ObjectMetaValidation.Check(BuiltIn.Kind("v1", "Pod"), Trees.Map(json), errors);

        Assert.That(errors.Causes.Select(cause => $"{cause.Field}: {cause.Message}"), Is.EqualTo(expected is null ? [] : new[] { expected }));
    }

    [Test]
    public void A_name_stays_and_a_dying_object_gets_no_new_finalizers()
    {
        var errors = new FieldErrors();
        ObjectMetaValidation.CheckUpdate(
            Trees.Map("{'metadata':{'name':'b','deletionTimestamp':'2024-01-01T00:00:00Z','finalizers':['x/y','x/z']}}"),
            Trees.Map("{'metadata':{'name':'a','deletionTimestamp':'2024-01-01T00:00:00Z','finalizers':['x/y']}}"),
            errors);

        Assert.That(errors.Causes.Select(cause => cause.Message), Is.EqualTo(new[]
        {
            "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"x/z\"}",
            "Invalid value: \"b\": field is immutable",
        }));
    }
}
