using LightKube.Api.Cel;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Documents;
using LightKube.Api.Validation;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Authorization;

/// <summary>The <c>matchConditions</c> of an authorization webhook: expressions over <c>request</c>, the spec of a SubjectAccessReview, that must all be true.</summary>
public sealed class AuthorizationConditions
{
    /// <summary>For one webhook; Kubernetes' number.</summary>
    private const int MaxConditions = 64;

    private const long NoLimit = long.MaxValue;

    private static readonly DeclType Texts = DeclType.ListOf(DeclType.String, NoLimit);
    private static readonly DeclType Request = MakeRequest();
    private static readonly CelEnvironment Environment = MakeEnvironment();

    private readonly CelProgram[] _programs;

    private AuthorizationConditions(CelProgram[] programs) => _programs = programs;

    /// <summary>Compiles the conditions; errors stand in the field's own collection. Null when there are none.</summary>
    internal static AuthorizationConditions? Read(Field conditions)
    {
        if (conditions.Count > MaxConditions)
        {
            conditions.TooMany(conditions.Count, MaxConditions);
            return null;
        }

        var programs = new List<CelProgram>();
        var seen = default(SeenTexts);
        for (var i = 0; i < conditions.Count; i++)
        {
            var expression = conditions[i]["expression"];
            if (string.IsNullOrWhiteSpace(expression.Text))
            {
                expression.Required();
            }
            else if (!seen.Add(expression.Text))
            {
                expression.Duplicate();
            }
            else if (Compile(expression) is { } program)
            {
                programs.Add(program);
            }
        }

        return programs.Count > 0 ? new AuthorizationConditions([.. programs]) : null;
    }

    /// <summary>Whether the webhook is to be asked. One condition that is false decides, even when others fail.</summary>
    /// <param name="attributes">What is to be done.</param>
    /// <param name="error">Why that is not known; empty when it is.</param>
    public bool AreMet(in AuthorizationAttributes attributes, out string error)
    {
        error = "";
        var activation = new CelActivation(Environment.VariableCount);
        activation.Set(0, TypedValues.Read(Describe(attributes), Request));
        var errors = new List<string>();
        foreach (var program in _programs)
        {
            var value = program.Evaluate(activation, out _);
            if (value.IsFalse)
            {
                return false;
            }

            if (value.AsError is { } fault)
            {
                errors.Add($"cel evaluation error: expression '{program.Expression}' resulted in error: {fault.Message}");
            }
        }

        error = errors.Count > 1 ? $"[{string.Join(", ", errors)}]" : string.Concat(errors);
        return errors.Count == 0;
    }

    // All texts are there, even those that are empty, so that conditions need not ask first.
    private static DocMap Describe(in AuthorizationAttributes attributes)
    {
        var spec = new DocMap();
        spec.Set("user", attributes.User.Name);
        spec.Set("groups", DocList.Of(attributes.User.Groups));
        spec.Set("uid", attributes.User.Uid);
        var extra = spec.GetOrAddMap("extra");
        foreach (var (key, values) in attributes.User.Extra)
        {
            extra.Set(key, DocList.Of(values));
        }

        if (attributes.IsResourceRequest)
        {
            spec.Set("resourceAttributes", AccessReviewAttributes.Resource(attributes, withEmpty: true));
        }
        else
        {
            spec.Set("nonResourceAttributes", AccessReviewAttributes.Path(attributes));
        }

        return spec;
    }

    private static CelProgram? Compile(Field expression)
    {
        try
        {
            return Environment.Compile(expression.Text, CelType.Bool);
        }
        catch (CelCompileException e)
        {
            expression.Invalid(e.Message);
            return null;
        }
    }

    private static CelEnvironment MakeEnvironment()
    {
        var environment = new CelEnvironment();
        environment.Declare("request", Request);
        return environment;
    }

    private static DeclType MakeRequest()
    {
        var requirement = Object("kubernetes.SelectorRequirement", ("key", DeclType.String), ("operator", DeclType.String), ("values", Texts));
        var requirements = DeclType.ListOf(requirement, NoLimit);
        var resource = Object(
            "kubernetes.ResourceAttributes",
            ("namespace", DeclType.String), ("verb", DeclType.String), ("group", DeclType.String), ("version", DeclType.String),
            ("resource", DeclType.String), ("subresource", DeclType.String), ("name", DeclType.String),
            ("fieldSelector", Object("kubernetes.FieldSelectorAttributes", ("rawSelector", DeclType.String), ("requirements", requirements))),
            ("labelSelector", Object("kubernetes.LabelSelectorAttributes", ("rawSelector", DeclType.String), ("requirements", requirements))));
        return Object(
            "kubernetes.SubjectAccessReviewSpec",
            ("resourceAttributes", resource),
            ("nonResourceAttributes", Object("kubernetes.NonResourceAttributes", ("path", DeclType.String), ("verb", DeclType.String))),
            ("user", DeclType.String),
            ("groups", Texts),
            ("extra", DeclType.MapOf(DeclType.String, Texts, NoLimit)),
            ("uid", DeclType.String));
    }

    private static DeclType Object(string name, params (string Name, DeclType Type)[] fields) =>
        DeclType.ObjectOf(name, Array.ConvertAll(fields, static field => new DeclField(FieldNames.Escape(field.Name)!, field.Name, field.Type)));
}
