using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Compiles and evaluates the expressions of an AuthenticationConfiguration: over the claims of a token, or over the user that they give.</summary>
internal static class ClaimExpressions
{
    private const long NoLimit = long.MaxValue;

    private static readonly CelEnvironment OverClaims = Environment("claims", DeclType.MapOf(DeclType.String, DeclType.Dyn, NoLimit));
    private static readonly CelEnvironment OverUser = Environment("user", UserType());

    /// <exception cref="CelCompileException">It is no expression over <c>claims</c> that gives one of these types.</exception>
    public static CelProgram CompileOverClaims(string expression, params ReadOnlySpan<CelType> results) => OverClaims.Compile(expression, results);

    /// <exception cref="CelCompileException">It is no expression over <c>user</c> that gives true or false.</exception>
    public static CelProgram CompileOverUser(string expression) => OverUser.Compile(expression, CelType.Bool);

    /// <summary>The one variable that all expressions about a token, or about a user, look at.</summary>
    public static CelActivation About(DocMap subject)
    {
        var activation = new CelActivation(1);
        activation.Set(0, PlainJson.Of(subject));
        return activation;
    }

    /// <summary>The user as expressions see it: all fields are there, even those that are empty.</summary>
    public static DocMap Describe(UserInfo user)
    {
        var map = new DocMap();
        map.Set("username", user.Name);
        map.Set("uid", user.Uid);
        map.Set("groups", DocList.Of(user.Groups));
        var extra = map.GetOrAddMap("extra");
        foreach (var (key, values) in user.Extra)
        {
            extra.Set(key, DocList.Of(values));
        }

        return map;
    }

    /// <summary>The value; unset with the reason when it cannot be computed.</summary>
    public static CelValue Evaluate(CelProgram program, CelActivation about, out string error)
    {
        var value = program.Evaluate(about, out _);
        error = value.AsError is { } fault ? $"expression '{program.Expression}' resulted in error: {fault.Message}" : "";
        return error.Length > 0 ? default : value;
    }

    private static CelEnvironment Environment(string variable, DeclType type)
    {
        var environment = new CelEnvironment();
        environment.Declare(variable, type);
        return environment;
    }

    private static DeclType UserType()
    {
        var texts = DeclType.ListOf(DeclType.String, NoLimit);
        return DeclType.ObjectOf(
            "kubernetes.UserInfo",
            new DeclField("username", "username", DeclType.String),
            new DeclField("uid", "uid", DeclType.String),
            new DeclField("groups", "groups", texts),
            new DeclField("extra", "extra", DeclType.MapOf(DeclType.String, texts, NoLimit)));
    }
}
