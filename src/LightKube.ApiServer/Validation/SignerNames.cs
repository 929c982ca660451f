using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Names of signers of certificates: <c>example.com/my-signer</c>.</summary>
internal static class SignerNames
{
    /// <summary>The longest name of a bundle, and so what of it a signer's name may take.</summary>
    private const int MaxLength = 571;

    public static void Validate(Field name)
    {
        if (!name.HasText)
        {
            name.Required();
            return;
        }

        var slash = name.Text.IndexOf('/');
        if (slash < 0 || name.Text.IndexOf('/', slash + 1) >= 0)
        {
            name.Invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            return;
        }

        var (domain, path) = (name.Text[..slash], name.Text[(slash + 1)..]);
        foreach (var problem in NameRules.Dns1123Subdomain(domain))
        {
            name.Invalid(domain, $"validating label \"{domain}\": {problem}");
        }

        if (!domain.Contains('.'))
        {
            name.Invalid(domain, "should be a domain with at least two segments separated by dots");
        }

        foreach (var problem in NameRules.Dns1123Subdomain(path))
        {
            name.Invalid(path, $"validating label \"{path}\": {problem}");
        }

        if (name.Text.Length > MaxLength)
        {
            name.TooLong(MaxLength);
        }
    }
}
