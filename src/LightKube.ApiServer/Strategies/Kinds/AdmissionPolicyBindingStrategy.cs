using LightKube.Api.Cel.Admission;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Bindings of admission policies.</summary>
internal sealed class AdmissionPolicyBindingStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.Root.GetMap("spec") ?? new DocMap();
        if (string.IsNullOrEmpty(spec.GetString("policyName")))
        {
            errors.Required(FieldPath.Spec.Child("policyName"));
        }

        if (spec.GetMap("paramRef") is { } param)
        {
            CheckParam(param, FieldPath.Spec.Child("paramRef"), errors);
        }

        if (spec.GetMap("matchResources") is { } match)
        {
            PolicyFieldRules.CheckMatch(match, FieldPath.Spec.Child("matchResources"), errors);
        }

        if (Kind.Kind == "ValidatingAdmissionPolicyBinding")
        {
            CheckActions(Texts.Of(spec.GetList("validationActions")), FieldPath.Spec.Child("validationActions"), errors);
        }
    }

    private static void CheckParam(DocMap param, FieldPath path, FieldErrors errors)
    {
        var hasName = !string.IsNullOrEmpty(param.GetString("name"));
        var hasSelector = param.GetMap("selector") is not null;
        if (hasName && hasSelector)
        {
            errors.Forbidden(path.Child("name"), "name and selector are mutually exclusive");
            errors.Forbidden(path.Child("selector"), "name and selector are mutually exclusive");
        }
        else if (!hasName && !hasSelector)
        {
            errors.Required(path, "one of name or selector must be specified");
        }

        switch (param.GetString("parameterNotFoundAction"))
        {
            case "Allow" or "Deny":
                break;
            case null or "":
                errors.Required(path.Child("parameterNotFoundAction"));
                break;
            default:
                errors.NotSupported(path.Child("parameterNotFoundAction"), param["parameterNotFoundAction"], "Deny", "Allow");
                break;
        }
    }

    private static void CheckActions(string[] actions, FieldPath path, FieldErrors errors)
    {
        if (actions.Length == 0)
        {
            errors.Required(path);
        }

        if (Array.IndexOf(actions, "Deny") >= 0 && Array.IndexOf(actions, "Warn") >= 0)
        {
            errors.Invalid(
                path,
                DocList.Of(actions),
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        }
    }
}
