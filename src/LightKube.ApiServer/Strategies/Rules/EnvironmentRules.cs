using LightKube.Api.Core.V1;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about a container's environment.</summary>
internal static class EnvironmentRules
{
    private static readonly HashSet<string> FieldPaths =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    public static void Validate(Container container, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < container.Env.Count; i++)
        {
            Variable(container.Env[i], path.Child("env", i), errors);
        }

        for (var i = 0; i < container.EnvFrom.Count; i++)
        {
            Source(container.EnvFrom[i], path.Child("envFrom", i), errors);
        }
    }

    private static void Variable(EnvVar variable, FieldPath path, FieldErrors errors)
    {
        if (variable.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else if (ValueRules.EnvironmentName(variable.Name) is { } problem)
        {
            errors.Invalid(path.Child("name"), variable.Name, problem);
        }

        var from = variable.ValueFrom;
        if (!from.IsPresent)
        {
            return;
        }

        var at = path.Child("valueFrom");
        var count = from.Map.Count;
        if (variable.Value.Length > 0 && count > 0)
        {
            errors.Invalid(at, "", "may not be specified when `value` is not empty");
        }
        else if (count == 0)
        {
            errors.Invalid(at, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (count > 1)
        {
            errors.Invalid(at, "", "may not have more than one field specified at a time");
        }

        Field(from.FieldRef, at.Child("fieldRef"), errors);
        Key(from.ConfigMapKeyRef.IsPresent, from.ConfigMapKeyRef.Key, at.Child("configMapKeyRef"), errors);
        Key(from.SecretKeyRef.IsPresent, from.SecretKeyRef.Key, at.Child("secretKeyRef"), errors);
    }

    private static void Field(ObjectFieldSelector field, FieldPath path, FieldErrors errors)
    {
        if (!field.IsPresent)
        {
            return;
        }

        if (field.FieldPath.Length == 0)
        {
            errors.Required(path.Child("fieldPath"));
            return;
        }

        var isSubscript = (field.FieldPath.StartsWith("metadata.labels['", StringComparison.Ordinal)
            || field.FieldPath.StartsWith("metadata.annotations['", StringComparison.Ordinal)) && field.FieldPath.EndsWith("']", StringComparison.Ordinal);
        if (!isSubscript && !FieldPaths.Contains(field.FieldPath))
        {
            errors.NotSupported(path.Child("fieldPath"), field.FieldPath, FieldPaths.Order(StringComparer.Ordinal));
        }
    }

    private static void Key(bool isPresent, string key, FieldPath path, FieldErrors errors)
    {
        if (!isPresent)
        {
            return;
        }

        if (key.Length == 0)
        {
            errors.Required(path.Child("key"));
        }
        else if (ValueRules.ConfigKey(key) is { } problem)
        {
            errors.Invalid(path.Child("key"), key, problem);
        }
    }

    private static void Source(EnvFromSource source, FieldPath path, FieldErrors errors)
    {
        if (source.Prefix.Length > 0 && ValueRules.EnvironmentName(source.Prefix) is { } problem)
        {
            errors.Invalid(path.Child("prefix"), source.Prefix, problem);
        }

        if (source.ConfigMapRef.IsPresent == source.SecretRef.IsPresent)
        {
            errors.Invalid(path, "", source.SecretRef.IsPresent
                ? "may not have more than one field specified at a time"
                : "must specify one of: `configMapRef` or `secretRef`");
        }
    }
}
