using System.Globalization;
using LightKube.ApiServer.Admission.Configuration;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission.Images;

/// <summary>Who is asked about images: the file has a map <c>imagePolicy</c> and no kind.</summary>
public sealed record ImagePolicyConfiguration
{
    /// <summary>A number that stands for nothing: answers are not kept, calls not tried again.</summary>
    private const long Off = -1;

    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>How long an answer that allows counts.</summary>
    public TimeSpan AllowedLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long another one does.</summary>
    public TimeSpan DeniedLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the second try of a call; those before later ones are longer.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether images are allowed while nobody answers.</summary>
    public bool AllowsOnFailure { get; init; }

    /// <returns>Null when something is wrong.</returns>
    /// <exception cref="Foundation.Configuration.ConfigurationException">The kubeconfig that is named cannot be used.</exception>
    internal static ImagePolicyConfiguration? Read(ConfigurationMap map)
    {
        map.Knows("imagePolicy");
        var policy = map.Map("imagePolicy");
        policy.Knows("kubeConfigFile", "allowTTL", "denyTTL", "retryBackoff", "defaultAllow");
        if (policy.Text("kubeConfigFile") is not { Length: > 0 } file)
        {
            policy.Required("kubeConfigFile");
            return null;
        }

        var usual = new ImagePolicyConfiguration { Endpoint = WebhookKubeconfig.Read(file) };
        var second = TimeSpan.FromSeconds(1);
        return usual with
        {
            AllowedLife = Time(policy, "allowTTL", second, TimeSpan.FromMinutes(30), usual.AllowedLife),
            DeniedLife = Time(policy, "denyTTL", second, TimeSpan.FromMinutes(30), usual.DeniedLife),
            RetryDelay = Time(policy, "retryBackoff", TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5), usual.RetryDelay),
            AllowsOnFailure = policy.Flag("defaultAllow") ?? false,
        };
    }

    private static TimeSpan Time(ConfigurationMap policy, string name, TimeSpan unit, TimeSpan most, TimeSpan otherwise)
    {
        var number = policy.Number(name) ?? 0;
        if (number is Off or 0)
        {
            return number == Off ? TimeSpan.Zero : otherwise;
        }

        if (number > 0 && number <= most / unit)
        {
            return unit * number;
        }

        policy.Invalid(name, number.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"must be -1, 0, or from 1 to {most / unit}"));
        return otherwise;
    }
}
