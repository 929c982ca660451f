using LightKube.Api.Cel.Admission;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Admission.Policies;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>ValidatingAdmissionPolicies and MutatingAdmissionPolicies: complete, and with expressions that compile.</summary>
internal sealed class AdmissionPolicyStrategy(KindSchema kind, Func<Document, AdmissionPolicy> compile) : DefaultStrategy(kind)
{
    private const string Reasons = "Forbidden,Invalid,RequestEntityTooLarge,Unauthorized";

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.Root.GetMap("spec") ?? new DocMap();
        CheckMatch(spec.GetMap("matchConstraints"), errors);
        if (spec.GetMap("paramKind") is { } param)
        {
            Require(param, "apiVersion", FieldPath.Spec.Child("paramKind"), errors);
            Require(param, "kind", FieldPath.Spec.Child("paramKind"), errors);
        }

        CheckNames(spec, "variables", errors);
        CheckNames(spec, "matchConditions", errors);
        if (Kind.Kind == "ValidatingAdmissionPolicy")
        {
            CheckValidations(spec, errors);
        }
        else
        {
            CheckMutations(spec, errors);
        }

        if (!errors.Any)
        {
            CheckExpressions(document, errors);
        }
    }

    private static void Require(DocMap map, string field, FieldPath path, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(map.GetString(field)))
        {
            errors.Required(path.Child(field));
        }
    }

    private static void CheckMatch(DocMap? match, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("matchConstraints");
        if (match is null)
        {
            errors.Required(path);
            return;
        }

        PolicyFieldRules.CheckMatch(match, path, errors);
        if (match.GetList("resourceRules") is not { Count: > 0 })
        {
            errors.Required(path.Child("resourceRules"));
        }
    }

    private static void CheckNames(DocMap spec, string list, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var entries = Texts.MapsOf(spec.GetList(list));
        for (var i = 0; i < entries.Length; i++)
        {
            var path = FieldPath.Spec.Child(list, i);
            Require(entries[i], "name", path, errors);
            Require(entries[i], "expression", path, errors);
            var name = entries[i].GetString("name") ?? "";
            if (name.Length > 0 && !seen.Add(name))
            {
                errors.Duplicate(path.Child("name"), name);
            }

            if (list == "variables" && name.Length > 0 && !PolicyFieldRules.IsIdentifier(name))
            {
                errors.Invalid(path.Child("name"), name, "name is not a valid CEL identifier");
            }
        }
    }

    private static void CheckValidations(DocMap spec, FieldErrors errors)
    {
        var validations = Texts.MapsOf(spec.GetList("validations"));
        if (validations.Length == 0 && spec.GetList("auditAnnotations") is not { Count: > 0 })
        {
            errors.Required(FieldPath.Spec.Child("validations"), "validations or auditAnnotations must contain at least one item");
            errors.Required(FieldPath.Spec.Child("auditAnnotations"), "validations or auditAnnotations must contain at least one item");
        }

        for (var i = 0; i < validations.Length; i++)
        {
            CheckValidation(validations[i], FieldPath.Spec.Child("validations", i), errors);
        }
    }

    private static void CheckValidation(DocMap validation, FieldPath path, FieldErrors errors)
    {
        Require(validation, "expression", path, errors);
        var message = validation.GetString("message");
        if (message?.Contains('\n', StringComparison.Ordinal) == true)
        {
            errors.Invalid(path.Child("message"), message, "message must not contain line breaks");
        }
        else if (string.IsNullOrEmpty(message) && validation.GetString("expression")?.Trim().Contains('\n', StringComparison.Ordinal) == true)
        {
            errors.Required(path.Child("message"), "message must be specified if expression contains line breaks");
        }

        if (validation.GetString("reason") is { } reason && Array.IndexOf(Reasons.Split(','), reason) < 0)
        {
            errors.NotSupported(path.Child("reason"), reason, Reasons.Split(','));
        }
    }

    private static void CheckMutations(DocMap spec, FieldErrors errors)
    {
        var mutations = Texts.MapsOf(spec.GetList("mutations"));
        if (mutations.Length == 0)
        {
            errors.Required(FieldPath.Spec.Child("mutations"), "mutations must contain at least one item");
        }

        if (string.IsNullOrEmpty(spec.GetString("reinvocationPolicy")))
        {
            errors.Required(FieldPath.Spec.Child("reinvocationPolicy"));
        }

        for (var i = 0; i < mutations.Length; i++)
        {
            var path = FieldPath.Spec.Child("mutations", i);
            var field = mutations[i].GetString("patchType") == "JSONPatch" ? "jsonPatch" : "applyConfiguration";
            if (mutations[i].GetMap(field) is not { } patch)
            {
                errors.Required(path.Child(field), $"must be specified when patchType is {mutations[i].GetString("patchType")}");
            }
            else
            {
                Require(patch, "expression", path.Child(field), errors);
            }
        }
    }

    private void CheckExpressions(Document document, FieldErrors errors)
    {
        try
        {
            foreach (var (path, expression) in compile(document).Expressions())
            {
                if (expression.Error.Length > 0)
                {
                    errors.Invalid(path, expression.Entry["expression"] is { IsAbsent: false } text ? text : expression.Entry["valueExpression"], expression.Error);
                }
            }
        }
        catch (SelectorException e)
        {
            errors.Invalid(FieldPath.Spec.Child("matchConstraints"), Value.Null, e.Message);
        }
    }
}
