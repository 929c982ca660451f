using LightKube.Api.Cel;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Makes users of claims, as an issuer's mappings and rules say.</summary>
internal sealed class ClaimsUser
{
    private readonly JwtIssuerOptions _issuer;
    private readonly DocMap _claims;
    private readonly CelActivation _about;

    private ClaimsUser(JwtIssuerOptions issuer, DocMap claims) => (_issuer, _claims, _about) = (issuer, claims, ClaimExpressions.About(claims));

    /// <summary>The user; null with the reason when the claims give none, or one that a rule refuses.</summary>
    public static UserInfo? Of(JwtIssuerOptions issuer, DocMap claims, out string error) => new ClaimsUser(issuer, claims).Make(out error);

    private UserInfo? Make(out string error)
    {
        if (Name(out error) is not { } name || Groups(out error) is not { } groups || Uid(out error) is not { } uid || Extra(out error) is not { } extra)
        {
            return null;
        }

        var user = new UserInfo(name, groups, uid, extra);
        error = RequiredClaims();
        error = error.Length > 0 ? error : Broken(_issuer.ClaimRules, _about, "claim validation expression");
        error = error.Length > 0 || _issuer.UserRules.Count == 0
            ? error
            : Broken(_issuer.UserRules, ClaimExpressions.About(ClaimExpressions.Describe(user)), "user info validation rule");
        return error.Length > 0 ? null : user;
    }

    private string? Name(out string error)
    {
        if (_issuer.Username.Expression is { } expression)
        {
            var computed = Text(expression, "username", out error);
            error = computed is { Length: 0 } ? "oidc: empty username via CEL expression is not allowed" : error;
            return error.Length > 0 ? null : computed;
        }

        error = "";
        if (_claims.GetString(_issuer.Username.Claim) is not { Length: > 0 } name)
        {
            error = $"oidc: parse username claims \"{_issuer.Username.Claim}\": claim not present";
        }

        // As upstream: an address that the issuer did not verify names nobody.
        else if (_issuer.Username.Claim == "email" && _claims.Contains("email_verified") && _claims["email_verified"].AsBool != true)
        {
            error = "oidc: email not verified";
        }
        else
        {
            return _issuer.Username.Prefix + name;
        }

        return null;
    }

    private List<string>? Groups(out string error)
    {
        error = "";
        switch (_issuer.Groups)
        {
            case null:
                return [];
            case { Expression: { } expression }:
                return Texts(expression, "group", out error);
            case { } mapping when _claims[mapping.Claim].IsAbsentOrNull:
                return [];
            case { } mapping when CelDocuments.Texts(CelValue.Of(_claims[mapping.Claim])) is { } groups:
                return [.. groups.Select(group => mapping.Prefix + group)];
            case { } mapping:
                error = $"oidc: parse groups claim \"{mapping.Claim}\": not a string or a list of strings";
                return null;
        }
    }

    private string? Uid(out string error)
    {
        error = "";
        switch (_issuer.Uid)
        {
            case null:
                return "";
            case { Expression: { } expression }:
                return Text(expression, "uid", out error);
            case { } mapping when _claims.GetString(mapping.Claim) is { } uid:
                return uid;
            case { } mapping:
                error = $"oidc: parse uid claim \"{mapping.Claim}\": {(_claims.Contains(mapping.Claim) ? "not a string" : "claim not present")}";
                return null;
        }
    }

    private Dictionary<string, IReadOnlyList<string>>? Extra(out string error)
    {
        error = "";
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        if (_claims.GetString("jti") is { Length: > 0 } id)
        {
            extra["authentication.kubernetes.io/credential-id"] = [$"JTI={id}"];
        }

        foreach (var (key, expression) in _issuer.Extra)
        {
            if (Texts(expression, "extra", out error) is not { } values)
            {
                return null;
            }

            if (values.Count > 0)
            {
                extra[key] = values;
            }
        }

        return extra;
    }

    private string? Text(CelProgram expression, string what, out string error)
    {
        var value = ClaimExpressions.Evaluate(expression, _about, out var problem);
        problem = problem.Length == 0 && value.AsString is null ? $"{what} claim expression must return a string" : problem;
        error = problem.Length > 0 ? $"oidc: error evaluating {what} claim expression: {problem}" : "";
        return error.Length > 0 ? null : value.AsString;
    }

    // Nothing, and an empty text among others, count as not being there.
    private List<string>? Texts(CelProgram expression, string what, out string error)
    {
        var value = ClaimExpressions.Evaluate(expression, _about, out var problem);
        var texts = problem.Length > 0 ? null : value.IsNull ? [] : CelDocuments.Texts(value);
        problem = problem.Length == 0 && texts is null ? "expression must return a string or a list of strings" : problem;
        error = problem.Length > 0 ? $"oidc: error evaluating {what} claim expression: {problem}" : "";
        texts?.RemoveAll(static text => text.Length == 0);
        return texts;
    }

    private string RequiredClaims()
    {
        foreach (var (claim, value) in _issuer.RequiredClaims)
        {
            if (_claims.GetString(claim) != value)
            {
                return _claims.Contains(claim)
                    ? $"oidc: required claim {claim} value does not match. Got = {_claims.GetString(claim) ?? _claims[claim].ToString()}, want = {value}"
                    : $"oidc: required claim {claim} not present in ID token";
            }
        }

        return "";
    }

    private static string Broken(IReadOnlyList<IdentityRule> rules, CelActivation about, string what)
    {
        foreach (var rule in rules)
        {
            var value = ClaimExpressions.Evaluate(rule.Expression, about, out var problem);
            problem = problem.Length > 0 || value.IsTrue ? problem : $"validation expression '{rule.Expression.Expression}' failed: {rule.Message}";
            if (problem.Length > 0)
            {
                return $"oidc: error evaluating {what}: {problem}";
            }
        }

        return "";
    }
}
