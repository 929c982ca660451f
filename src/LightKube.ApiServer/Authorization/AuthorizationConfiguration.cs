using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Validation;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Authorization;

/// <summary>Reads the file of <c>--authorization-config</c>: kind AuthorizationConfiguration of apiserver.config.k8s.io/v1 (or v1beta1).</summary>
public static class AuthorizationConfiguration
{
    private static readonly FileShape Webhook = FileShape.MapOf(
        ("authorizedTTL", FileShape.Text), ("cacheAuthorizedRequests", FileShape.Flag), ("unauthorizedTTL", FileShape.Text),
        ("cacheUnauthorizedRequests", FileShape.Flag), ("timeout", FileShape.Text), ("subjectAccessReviewVersion", FileShape.Text),
        ("matchConditionSubjectAccessReviewVersion", FileShape.Text), ("failurePolicy", FileShape.Text),
        ("connectionInfo", FileShape.MapOf(("type", FileShape.Text), ("kubeConfigFile", FileShape.Text))),
        ("matchConditions", FileShape.ListOf(FileShape.MapOf(("expression", FileShape.Text)))));

    private static readonly FileShape Shape = FileShape.MapOf(
        ("apiVersion", FileShape.Text),
        ("kind", FileShape.Text),
        ("authorizers", FileShape.ListOf(FileShape.MapOf(("type", FileShape.Text), ("name", FileShape.Text), ("webhook", Webhook)))));

    /// <exception cref="ConfigurationException">Something of it is wrong; all problems are told.</exception>
    public static AuthorizationOptions Read(string yaml, string path)
    {
        try
        {
            var errors = new FieldErrors();
            var root = errors.Root(YamlDocumentReader.ReadMap(yaml));
            ConfigurationFiles.CheckKind(root, "AuthorizationConfiguration");
            Shape.Check(root);
            ConfigurationFiles.ThrowIfAny(errors, path);
            var authorizers = AuthorizersOf(root["authorizers"]);
            ConfigurationFiles.ThrowIfAny(errors, path);
            return new AuthorizationOptions { Authorizers = authorizers, ConfigurationFile = path };
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    private static List<AuthorizerOptions> AuthorizersOf(Field list)
    {
        if (list.Count == 0)
        {
            list.Required("at least one authorization mode must be defined");
        }

        var authorizers = new List<AuthorizerOptions>();
        var (types, names) = (default(SeenTexts), default(SeenTexts));
        for (var i = 0; i < list.Count; i++)
        {
            if (TypeOf(list[i]["type"], ref types) is not { } type)
            {
                continue;
            }

            CheckName(list[i]["name"], type, ref names);
            var webhook = WebhookOf(list[i]["webhook"], type);
            authorizers.Add(new AuthorizerOptions(type, webhook) { Name = list[i]["name"].Text });
        }

        return authorizers;
    }

    private static AuthorizerType? TypeOf(Field type, ref SeenTexts seen)
    {
        if (!type.HasText)
        {
            type.Required();
            return null;
        }

        foreach (var known in Enum.GetValues<AuthorizerType>())
        {
            if (AuthorizerOptions.NameOf(known) == type.Text)
            {
                if (!seen.Add(type.Text) && known != AuthorizerType.Webhook)
                {
                    type.Duplicate();
                    return null;
                }

                return known;
            }
        }

        type.NotSupported("AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook");
        return null;
    }

    private static void CheckName(Field name, AuthorizerType type, ref SeenTexts seen)
    {
        if (!name.HasText)
        {
            name.Required();
        }
        else if (!seen.Add(name.Text))
        {
            name.Duplicate();
        }
        else if (NameRules.Dns1123Subdomain(name.Text) is { Count: > 0 } problems)
        {
            name.Invalid($"authorizer name is invalid: {string.Join(", ", problems)}");
        }
        else if (type != AuthorizerType.Webhook && AuthorizerOptions.UsualNameOf(type) is var usual && name.Text != usual)
        {
            name.Invalid($"expected name {usual} for authorizer {AuthorizerOptions.NameOf(type)}");
        }
    }

    private static WebhookAuthorizerOptions? WebhookOf(Field webhook, AuthorizerType type)
    {
        if (type == AuthorizerType.Webhook && webhook.IsSet)
        {
            return WebhookAuthorizerReader.Read(webhook);
        }

        if (type == AuthorizerType.Webhook)
        {
            webhook.Required("required when type=Webhook");
        }
        else if (webhook.IsSet)
        {
            webhook.Invalid("non-null", "may only be specified when type=Webhook");
        }

        return null;
    }
}
