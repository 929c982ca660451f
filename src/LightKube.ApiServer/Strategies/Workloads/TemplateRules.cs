using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Meta.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Validation;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies.Rules;
using LabelSelector = LightKube.Api.Meta.V1.LabelSelector;

namespace LightKube.ApiServer.Strategies.Workloads;

/// <summary>What all kinds that make pods have in common: a selector, a template that it selects, a number of pods.</summary>
internal static class TemplateRules
{
    private static readonly string[] Operators = ["In", "NotIn", "Exists", "DoesNotExist"];

    /// <summary>A selector that must be there, must not be empty, and must fit the template.</summary>
    public static void Selector(LabelSelector selector, PodTemplateSpec template, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("selector");
        if (!selector.IsPresent)
        {
            errors.Required(path);
            return;
        }

        Selector(selector, path, errors);
        if (selector.MatchLabels.Count + selector.MatchExpressions.Count == 0)
        {
            errors.Invalid(path, selector.ToValue(), "empty selector is invalid for deployment");
        }
        else if (!LabelMatch.Fits(selector, template.Metadata.Labels))
        {
            errors.Invalid(
                FieldPath.Spec.Child("template").Child("metadata").Child("labels"),
                template.Metadata.Labels.Peek(),
                "`selector` does not match template `labels`");
        }
    }

    /// <summary>The selector's own form.</summary>
    public static void Selector(LabelSelector selector, FieldPath path, FieldErrors errors)
    {
        ObjectMetaValidation.CheckLabels(selector.MatchLabels.Peek(), path.Child("matchLabels"), errors);
        for (var i = 0; i < selector.MatchExpressions.Count; i++)
        {
            var item = selector.MatchExpressions[i];
            var at = path.Child("matchExpressions", i);
            if (!Operators.Contains(item.Operator))
            {
                errors.Invalid(at.Child("operator"), item.Operator, "not a valid selector operator");
            }
            else if (item.Operator is "In" or "NotIn" && item.Values.Count == 0)
            {
                errors.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
            }
            else if (item.Operator is "Exists" or "DoesNotExist" && item.Values.Count > 0)
            {
                errors.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }

            if (ValueRules.QualifiedName(item.Key) is { } problem)
            {
                errors.Invalid(at.Child("key"), item.Key, problem);
            }
        }
    }

    /// <summary>The template of pods that run for ever.</summary>
    public static void Template(PodTemplateSpec template, FieldPath path, FieldErrors errors)
    {
        TemplateOfAnyPolicy(template, path, errors);
        var spec = path.Child("spec");
        if (template.Spec.RestartPolicy is not ("" or "Always"))
        {
            errors.NotSupported(spec.Child("restartPolicy"), template.Spec.RestartPolicy, "Always");
        }

        if (template.Spec.ActiveDeadlineSeconds is not null)
        {
            errors.Forbidden(spec.Child("activeDeadlineSeconds"), "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    public static void TemplateOfAnyPolicy(PodTemplateSpec template, FieldPath path, FieldErrors errors)
    {
        ObjectMetaValidation.CheckLabels(template.Metadata.Labels.Peek(), path.Child("metadata").Child("labels"), errors);
        PodSpecRules.Validate(template.Spec, path.Child("spec"), errors);
        if (template.Spec.EphemeralContainers.Count > 0)
        {
            errors.Forbidden(path.Child("spec").Child("ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    public static void NonNegative(long? value, string name, FieldErrors errors)
    {
        if (value is { } given && ValueRules.NonNegative(given) is { } problem)
        {
            errors.Invalid(FieldPath.Spec.Child(name), given, problem);
        }
    }

    public static void Immutable(Document document, Document old, string field, FieldErrors errors)
    {
        var value = document.Root.GetMap("spec")?[field] ?? default;
        var before = old.Root.GetMap("spec")?[field] ?? default;
        if (!value.Equals(before))
        {
            errors.Invalid(FieldPath.Spec.Child(field), value, "field is immutable");
        }
    }
}
