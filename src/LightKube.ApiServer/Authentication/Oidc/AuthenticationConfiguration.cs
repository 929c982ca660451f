using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Validation;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Reads the file of <c>--authentication-config</c>: kind AuthenticationConfiguration of apiserver.config.k8s.io/v1 (or v1beta1).</summary>
public static class AuthenticationConfiguration
{
    /// <summary>Issuers in one file; Kubernetes' number.</summary>
    private const int MaxIssuers = 64;

    private static readonly FileShape Mapping = FileShape.MapOf(("claim", FileShape.Text), ("prefix", FileShape.Text), ("expression", FileShape.Text));

    private static readonly FileShape Jwt = FileShape.MapOf(
        ("issuer", FileShape.MapOf(
            ("url", FileShape.Text), ("discoveryURL", FileShape.Text), ("certificateAuthority", FileShape.Text), ("audiences", FileShape.Texts),
            ("audienceMatchPolicy", FileShape.Text), ("egressSelectorType", FileShape.Text))),
        ("claimValidationRules", FileShape.ListOf(FileShape.MapOf(
            ("claim", FileShape.Text), ("requiredValue", FileShape.Text), ("expression", FileShape.Text), ("message", FileShape.Text)))),
        ("claimMappings", FileShape.MapOf(
            ("username", Mapping),
            ("groups", Mapping),
            ("uid", FileShape.MapOf(("claim", FileShape.Text), ("expression", FileShape.Text))),
            ("extra", FileShape.ListOf(FileShape.MapOf(("key", FileShape.Text), ("valueExpression", FileShape.Text)))))),
        ("userValidationRules", FileShape.ListOf(FileShape.MapOf(("expression", FileShape.Text), ("message", FileShape.Text)))));

    private static readonly FileShape Shape = FileShape.MapOf(
        ("apiVersion", FileShape.Text),
        ("kind", FileShape.Text),
        ("jwt", FileShape.ListOf(Jwt)),
        ("anonymous", FileShape.MapOf(("enabled", FileShape.Flag), ("conditions", FileShape.ListOf(FileShape.MapOf(("path", FileShape.Text)))))));

    /// <summary>The options with what the file says.</summary>
    /// <exception cref="ConfigurationException">Something of it is wrong; all problems are told.</exception>
    public static AuthenticationOptions Read(string yaml, string path, AuthenticationOptions options)
    {
        try
        {
            return Of(YamlDocumentReader.ReadMap(yaml), path, options);
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    private static AuthenticationOptions Of(DocMap document, string path, AuthenticationOptions options)
    {
        var errors = new FieldErrors();
        var root = errors.Root(document);
        ConfigurationFiles.CheckKind(root, "AuthenticationConfiguration");
        Shape.Check(root);
        ConfigurationFiles.ThrowIfAny(errors, path);
        var issuers = IssuersOf(root["jwt"], options.OwnIssuers);
        var anonymous = root["anonymous"];
        var conditions = anonymous["conditions"];
        if (anonymous.IsSet && !anonymous["enabled"].IsTrue && conditions.Count > 0)
        {
            conditions.Invalid("enabled should be set to true when conditions are defined");
        }

        ConfigurationFiles.ThrowIfAny(errors, path);
        return options with
        {
            Issuers = issuers,
            ConfigurationFile = path,
            Anonymous = !anonymous.IsSet || anonymous["enabled"].IsTrue,
            AnonymousPaths = conditions.Count > 0 ? PathsOf(conditions) : null,
        };
    }

    private static List<JwtIssuerOptions> IssuersOf(Field jwt, IReadOnlyList<string> disallowed)
    {
        var issuers = new List<JwtIssuerOptions>();
        if (jwt.Count > MaxIssuers)
        {
            jwt.TooMany(jwt.Count, MaxIssuers);
            return issuers;
        }

        var (urls, discoveries) = (default(SeenTexts), default(SeenTexts));
        for (var i = 0; i < jwt.Count; i++)
        {
            issuers.Add(JwtIssuerReader.Read(jwt[i], disallowed));
            var issuer = jwt[i]["issuer"];
            if (!urls.Add(issuer["url"].Text))
            {
                issuer["url"].Duplicate();
            }

            if (issuer["discoveryURL"] is { HasText: true } discovery && !discoveries.Add(discovery.Text))
            {
                discovery.Duplicate();
            }
        }

        return issuers;
    }

    private static string[] PathsOf(Field conditions)
    {
        var paths = new string[conditions.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            paths[i] = conditions[i]["path"].Text;
        }

        return paths;
    }
}
