using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Reads and judges one entry of AuthenticationConfiguration.jwt. Errors stand in the field's own collection.</summary>
internal static class JwtIssuerReader
{
    /// <summary>What the entry says; of use only when it has no errors.</summary>
    /// <param name="entry">The entry, of the right shape.</param>
    /// <param name="disallowed">Issuers that nobody else may be: those of the cluster's own tokens.</param>
    public static JwtIssuerOptions Read(Field entry, IReadOnlyList<string> disallowed)
    {
        var issuer = entry["issuer"];
        var mappings = entry["claimMappings"];
        IssuerFields.Check(issuer, disallowed);
        var (required, rules) = ClaimRules(entry["claimValidationRules"]);
        var options = new JwtIssuerOptions
        {
            Url = issuer["url"].Text,
            DiscoveryUrl = issuer["discoveryURL"].Text,
            CertificateAuthority = issuer["certificateAuthority"].Text,
            Audiences = TextsOf(issuer["audiences"]),
            RequiredClaims = required,
            ClaimRules = rules,
            Username = Mapping(mappings["username"], hasPrefix: true, required: true) ?? new ClaimMapping(""),
            Groups = Mapping(mappings["groups"], hasPrefix: true),
            Uid = Mapping(mappings["uid"], hasPrefix: false),
            Extra = Extra(mappings["extra"]),
            UserRules = UserRules(entry["userValidationRules"]),
        };
        RequireVerified(options, mappings["username"]["expression"]);
        return options;
    }

    private static (List<(string Claim, string Value)> Required, List<IdentityRule> Rules) ClaimRules(Field rules)
    {
        var required = new List<(string, string)>();
        var compiled = new List<IdentityRule>();
        var (claims, expressions) = (default(SeenTexts), default(SeenTexts));
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            var (claim, expression) = (rule["claim"], rule["expression"]);
            if (OneOf(rule, claim, expression))
            {
                if (claim.HasText)
                {
                    NotWith(rule["message"], "claim");
                    BeNew(ref claims, claim);
                    required.Add((claim.Text, rule["requiredValue"].Text));
                }
                else
                {
                    NotWith(rule["requiredValue"], "expression");
                    if (BeNew(ref expressions, expression) && Compile(expression, CelType.Bool) is { } program)
                    {
                        compiled.Add(new IdentityRule(program, rule["message"].Text));
                    }
                }
            }
        }

        return (required, compiled);
    }

    private static ClaimMapping? Mapping(Field mapping, bool hasPrefix, bool required = false)
    {
        var (claim, expression, prefix) = (mapping["claim"], mapping["expression"], mapping["prefix"]);
        if (!claim.HasText && !expression.HasText && !required)
        {
            return null;
        }

        if (!OneOf(mapping, claim, expression, ""))
        {
            return null;
        }

        if (expression.HasText)
        {
            if (prefix.IsSet)
            {
                prefix.Invalid("may not be specified when expression is set");
            }

            return Compile(expression) is { } program ? new ClaimMapping("", "", program) : null;
        }

        // That none is wanted has to be said, so that nobody becomes system:masters by an oversight.
        if (hasPrefix && !prefix.IsSet)
        {
            prefix.Required("prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        }

        return new ClaimMapping(claim.Text, prefix.Text);
    }

    private static List<(string Key, CelProgram Values)> Extra(Field extra)
    {
        var compiled = new List<(string, CelProgram)>();
        var seen = default(SeenTexts);
        for (var i = 0; i < extra.Count; i++)
        {
            var (key, expression) = (extra[i]["key"], extra[i]["valueExpression"]);
            DomainPaths.BePrefixedPath(key);
            if (key.Text.Any(char.IsUpper))
            {
                key.Invalid("must be lowercase");
            }

            if (IsReserved(key.Text))
            {
                key.Invalid("k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use");
            }

            if (!BeNew(ref seen, key))
            {
                continue;
            }

            if (!expression.HasText)
            {
                expression.Required();
            }
            else if (Compile(expression) is { } program)
            {
                compiled.Add((key.Text, program));
            }
        }

        return compiled;
    }

    private static bool IsReserved(string key)
    {
        var domain = key.Contains('/') ? key[..key.IndexOf('/')] : "";
        return domain is "kubernetes.io" or "k8s.io" || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal) || domain.EndsWith(".k8s.io", StringComparison.Ordinal);
    }

    private static List<IdentityRule> UserRules(Field rules)
    {
        var compiled = new List<IdentityRule>();
        var seen = default(SeenTexts);
        for (var i = 0; i < rules.Count; i++)
        {
            var expression = rules[i]["expression"];
            if (!expression.HasText)
            {
                expression.Required();
            }
            else if (BeNew(ref seen, expression) && Compile(expression, static text => ClaimExpressions.CompileOverUser(text)) is { } program)
            {
                compiled.Add(new IdentityRule(program, rules[i]["message"].Text));
            }
        }

        return compiled;
    }

    // An address that the issuer did not verify names nobody: an expression that goes by it has to look.
    private static void RequireVerified(JwtIssuerOptions options, Field username)
    {
        if (options.Username.Expression is not { } name || !name.Uses("claims", "email"))
        {
            return;
        }

        IEnumerable<CelProgram> programs = [name, .. options.Extra.Select(static extra => extra.Values), .. options.ClaimRules.Select(static rule => rule.Expression)];
        if (!programs.Any(static program => program.Uses("claims", "email_verified")))
        {
            username.Invalid(
                "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression "
                + "or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression");
        }
    }

    private static bool OneOf(Field where, Field claim, Field expression, string? shown = null)
    {
        if (claim.HasText && expression.HasText)
        {
            where.Invalid(shown ?? claim.Text, "claim and expression can't both be set");
        }
        else if (!claim.HasText && !expression.HasText)
        {
            where.Required("claim or expression is required");
        }

        return claim.HasText != expression.HasText;
    }

    private static void NotWith(Field field, string other)
    {
        if (field.HasText)
        {
            field.Invalid($"may not be specified when {other} is set");
        }
    }

    private static bool BeNew(ref SeenTexts seen, Field field)
    {
        var isNew = seen.Add(field.Text);
        if (!isNew)
        {
            field.Duplicate();
        }

        return isNew;
    }

    private static CelProgram? Compile(Field expression, params CelType[] results) => Compile(expression, text => ClaimExpressions.CompileOverClaims(text, results));

    private static CelProgram? Compile(Field expression, Func<string, CelProgram> compile)
    {
        try
        {
            return compile(expression.Text);
        }
        catch (CelCompileException e)
        {
            expression.Invalid(e.Message);
            return null;
        }
    }

    private static string[] TextsOf(Field list)
    {
        var texts = new string[list.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = list[i].Text;
        }

        return texts;
    }
}
