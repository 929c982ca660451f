using LightKube.Api.Validation;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;
using GoDuration = LightKube.Foundation.Configuration.GoDuration;

namespace LightKube.ApiServer.Authorization;

/// <summary>Reads and judges <c>authorizers[*].webhook</c> of an AuthorizationConfiguration. Errors stand in the field's own collection.</summary>
internal static class WebhookAuthorizerReader
{
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What it says; null when it names no file from which the webhook can be known.</summary>
    public static WebhookAuthorizerOptions? Read(Field webhook)
    {
        var allowed = Duration(webhook["authorizedTTL"], TimeSpan.FromMinutes(5));
        var denied = Duration(webhook["unauthorizedTTL"], TimeSpan.FromSeconds(30));
        var timeout = Timeout(webhook["timeout"]);
        OneOf(webhook["subjectAccessReviewVersion"], "v1", "v1beta1");
        OneOf(webhook["failurePolicy"], "NoOpinion", "Deny");
        var conditions = AuthorizationConditions.Read(webhook["matchConditions"]);
        Version(webhook["matchConditionSubjectAccessReviewVersion"], webhook["matchConditions"].Count > 0);
        if (Connection(webhook["connectionInfo"]) is not { } endpoint)
        {
            return null;
        }

        return new WebhookAuthorizerOptions
        {
            Endpoint = endpoint,
            Version = webhook["subjectAccessReviewVersion"].Text,
            AllowedLife = IsOff(webhook["cacheAuthorizedRequests"]) ? TimeSpan.Zero : allowed,
            DeniedLife = IsOff(webhook["cacheUnauthorizedRequests"]) ? TimeSpan.Zero : denied,
            Timeout = timeout,
            DeniesOnFailure = webhook["failurePolicy"].Text == "Deny",
            Conditions = conditions,
        };
    }

    private static bool IsOff(Field flag) => flag.IsSet && !flag.IsTrue;

    private static void OneOf(Field field, params ReadOnlySpan<string> supported)
    {
        if (!field.HasText)
        {
            field.Required();
        }
        else if (!supported.Contains(field.Text))
        {
            field.NotSupported(supported);
        }
    }

    private static void Version(Field version, bool hasConditions)
    {
        if (!version.HasText && hasConditions)
        {
            version.Required("required if match conditions are specified");
        }
        else if (version.HasText && version.Text != "v1")
        {
            version.NotSupported("v1");
        }
    }

    private static TimeSpan Timeout(Field timeout)
    {
        if (!timeout.HasText)
        {
            timeout.Required();
            return MaxTimeout;
        }

        var given = Duration(timeout, MaxTimeout);
        if (given > MaxTimeout)
        {
            timeout.Invalid("must be > 0s and <= 30s");
        }

        return given;
    }

    private static TimeSpan Duration(Field field, TimeSpan otherwise)
    {
        if (!field.HasText)
        {
            return otherwise;
        }

        try
        {
            var given = GoDuration.Parse(field.Text);
            if (given <= TimeSpan.Zero)
            {
                field.Invalid("must be > 0s");
            }

            return given;
        }
        catch (FormatException e)
        {
            field.Invalid(e.Message);
            return otherwise;
        }
    }

    private static WebhookEndpoint? Connection(Field connection)
    {
        var (type, file) = (connection["type"], connection["kubeConfigFile"]);
        if (!type.HasText)
        {
            type.Required();
        }
        else if (type.Text == "InClusterConfig")
        {
            type.Invalid("this server runs in no pod; use KubeConfigFile");
        }
        else if (type.Text != "KubeConfigFile")
        {
            type.NotSupported("InClusterConfig", "KubeConfigFile");
        }
        else if (!file.HasText)
        {
            file.Required();
        }
        else if (!Path.IsPathRooted(file.Text))
        {
            file.Invalid("must be an absolute path");
        }
        else
        {
            return Endpoint(file);
        }

        return null;
    }

    private static WebhookEndpoint? Endpoint(Field file)
    {
        try
        {
            return WebhookKubeconfig.Read(file.Text);
        }
        catch (ConfigurationException e)
        {
            file.Invalid($"error loading file: {e.Message}");
            return null;
        }
    }
}
