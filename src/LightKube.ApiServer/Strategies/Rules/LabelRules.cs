using LightKube.Api.Documents;
using LightKube.Api.Validation;
using ApiErrors = LightKube.Api.Errors.FieldErrors;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>Labels inside specs: selectors, templates, node selectors.</summary>
internal static class LabelRules
{
    public static void Validate(DocMap? labels, FieldPath path, FieldErrors errors)
    {
        if (labels is not { Count: > 0 })
        {
            return;
        }

        var found = new ApiErrors();
        ObjectMetaValidation.CheckLabels(labels, path.ToString(), found);
        errors.AddRange(found.Causes);
    }
}
