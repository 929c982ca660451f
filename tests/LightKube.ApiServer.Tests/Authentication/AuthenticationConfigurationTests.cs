using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Tests.Authentication;

public sealed class AuthenticationConfigurationTests
{
    private const string Head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    [Test]
    public void The_file_names_issuers_and_open_paths()
    {
        var options = Read("""
            anonymous: {enabled: true, conditions: [{path: /livez}]}
            jwt:
            - issuer: {url: https://a.example.com, audiences: [kube], audienceMatchPolicy: MatchAny}
              claimValidationRules: [{claim: hd, requiredValue: example.com}]
              claimMappings:
                username: {claim: sub, prefix: "a:"}
                groups: {claim: roles, prefix: ""}
                uid: {claim: oid}
            - issuer: {url: https://b.example.com, audiences: [kube]}
              claimMappings: {username: {expression: "'b:' + claims.sub"}}
            """);

        Assert.That((options.Anonymous, options.AnonymousPaths), Is.EqualTo((true, new[] { "/livez" })));
        var issuer = options.Issuers[0];
        Assert.That((issuer.Url, issuer.Username, issuer.Groups, issuer.Uid),
            Is.EqualTo(("https://a.example.com", new ClaimMapping("sub", "a:"), new ClaimMapping("roles"), new ClaimMapping("oid"))));
        Assert.That(issuer.RequiredClaims, Is.EqualTo(new[] { ("hd", "example.com") }));
        Assert.That(options.Issuers[1].Username.Expression, Is.Not.Null);
    }

    [Test]
    public void All_problems_are_told()
    {
        const string Yaml = """
            jwt:
            - issuer: {url: "http://a", audiences: []}
              claimMappings: {username: {claim: sub}}
            anonymous: {enabled: false, conditions: [{path: /livez}]}
            """;

        Assert.That(() => Read(Yaml), Throws.TypeOf<ConfigurationException>().With.Property("Problems").EqualTo(new[]
        {
            "f: jwt[0].issuer.url: Invalid value: \"http://a\": URL scheme must be https",
            "f: jwt[0].issuer.audiences: Required value: at least one jwt[*].issuer.audiences is required",
            "f: jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing",
            "f: anonymous.conditions: Invalid value: [{\"path\":\"/livez\"}]: enabled should be set to true when conditions are defined",
        }));
    }

    [TestCase("url: https://a, audiences: [x, z]", "audienceMatchPolicy: Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences")]
    [TestCase("url: https://a, audiences: [x], audienceMatchPolicy: All", "audienceMatchPolicy: Invalid value: \"All\": audienceMatchPolicy must be empty or MatchAny for single audience")]
    [TestCase("url: https://a, audiences: [x, x], audienceMatchPolicy: MatchAny", "audiences[1]: Duplicate value: \"x\"")]
    [TestCase("url: https://own, audiences: [x]", "url: Invalid value: \"https://own\": URL must not overlap with disallowed issuers: [https://own]")]
    [TestCase("url: https://a?x=y, audiences: [x]", "url: Invalid value: \"https://a?x=y\": URL must not contain a query")]
    [TestCase("url: https://a, discoveryURL: https://a/, audiences: [x]", "discoveryURL: Invalid value: \"https://a/\": discoveryURL must be different from URL")]
    [TestCase("url: https://a, audiences: [x], certificateAuthority: none", "certificateAuthority: Invalid value: \"<omitted>\": it holds no PEM certificate.")]
    [TestCase("url: https://a, audiences: [x], egressSelectorType: cluster", "egressSelectorType: Invalid value: \"cluster\": this server has no egress selectors: issuers are reached from where it runs")]
    public void What_is_wrong_with_an_issuer(string issuer, string problem) => Refused(
        $"jwt: [{{issuer: {{{issuer}}}, claimMappings: {{username: {{claim: sub, prefix: ''}}}}}}]", $"jwt[0].issuer.{problem}");

    [TestCase("claimValidationRules: [{claim: a, expression: 'true'}]", "claimValidationRules[0]: Invalid value: \"a\": claim and expression can't both be set")]
    [TestCase("claimValidationRules: [{message: a}]", "claimValidationRules[0]: Required value: claim or expression is required")]
    [TestCase("claimValidationRules: [{claim: a, message: b}]", "claimValidationRules[0].message: Invalid value: \"b\": may not be specified when claim is set")]
    [TestCase("claimValidationRules: [{expression: 'true', requiredValue: b}]", "claimValidationRules[0].requiredValue: Invalid value: \"b\": may not be specified when expression is set")]
    [TestCase("claimValidationRules: [{expression: 'true'}, {expression: 'true'}]", "claimValidationRules[1].expression: Duplicate value: \"true\"")]
    [TestCase("claimValidationRules: [{expression: 'claims.a'}]", "claimValidationRules[0].expression: Invalid value: \"claims.a\": must evaluate to bool but got dyn")]
    [TestCase("userValidationRules: [{}]", "userValidationRules[0].expression: Required value")]
    [TestCase("userValidationRules: [{expression: 'user.username'}]", "userValidationRules[0].expression: Invalid value: \"user.username\": must evaluate to bool but got string")]
    public void What_is_wrong_with_rules(string rules, string problem) => Refused(
        $"jwt: [{{issuer: {{url: 'https://a', audiences: [x]}}, claimMappings: {{username: {{claim: sub, prefix: ''}}}}, {rules}}}]", $"jwt[0].{problem}");

    [TestCase("username: {}", "username: Required value: claim or expression is required")]
    [TestCase("username: {claim: a, expression: claims.a}", "username: Invalid value: \"\": claim and expression can't both be set")]
    [TestCase("username: {prefix: a, expression: claims.a}", "username.prefix: Invalid value: \"a\": may not be specified when expression is set")]
    [TestCase("username: {expression: claims.a}, extra: [{key: a, valueExpression: claims.a}]", "extra[0].key: Invalid value: \"a\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [TestCase("username: {expression: claims.a}, extra: [{key: a.io/A, valueExpression: claims.a}]", "extra[0].key: Invalid value: \"a.io/A\": must be lowercase")]
    [TestCase("username: {expression: claims.a}, extra: [{key: x.k8s.io/a, valueExpression: claims.a}]",
        "extra[0].key: Invalid value: \"x.k8s.io/a\": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use")]
    [TestCase("username: {expression: claims.a}, extra: [{key: a.io/a}]", "extra[0].valueExpression: Required value")]
    [TestCase("username: {expression: claims.email}",
        "username.expression: Invalid value: \"claims.email\": claims.email_verified must be used in claimMappings.username.expression or "
        + "claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression")]
    public void What_is_wrong_with_mappings(string mappings, string problem) =>
        Refused($"jwt: [{{issuer: {{url: 'https://a', audiences: [x]}}, claimMappings: {{{mappings}}}}}]", $"jwt[0].claimMappings.{problem}");

    [TestCase("claimMappings: {username: {expression: \"claims.email_verified ? claims.email : ''\"}}")]
    [TestCase("claimMappings: {username: {expression: claims.email}, extra: [{key: a.io/v, valueExpression: \"string(claims.?email_verified.orValue(true))\"}]}")]
    [TestCase("claimMappings: {username: {expression: claims.email}}, claimValidationRules: [{expression: 'has(claims.email_verified)'}]")]
    public void An_address_is_a_name_where_its_verification_is_looked_at(string fields) =>
        Assert.That(Read($"jwt: [{{issuer: {{url: 'https://a', audiences: [x]}}, {fields}}}]").Issuers, Has.Count.EqualTo(1));

    [TestCase("jwt: [{other: {}}]", "unknown field \"jwt[0].other\"")]
    [TestCase("jwt: {}", "jwt: Invalid value: {}: expected a list")]
    [TestCase("anonymous: {enabled: 'yes'}", "anonymous.enabled: Invalid value: \"yes\": expected true or false")]
    public void What_stands_in_no_place_is_told(string yaml, string problem) => Refused(yaml, problem);

    [Test]
    public void An_issuer_stands_once()
    {
        const string Issuer = "{issuer: {url: 'https://a', audiences: [x]}, claimMappings: {username: {claim: sub, prefix: ''}}}";

        Refused($"jwt: [{Issuer}, {Issuer}]", "jwt[1].issuer.url: Duplicate value: \"https://a\"");
    }

    private static void Refused(string yaml, string problem) =>
        Assert.That(() => Read(yaml), Throws.TypeOf<ConfigurationException>().With.Property("Problems").EqualTo(new[] { $"f: {problem}" }));

    private static AuthenticationOptions Read(string yaml) => AuthenticationConfiguration.Read(Head + yaml, "f", new AuthenticationOptions { OwnIssuers = ["https://own"] });
}
