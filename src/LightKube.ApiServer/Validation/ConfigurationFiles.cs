using LightKube.Api.Errors;
using LightKube.Api.Validation;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Validation;

/// <summary>What files of group apiserver.config.k8s.io have in common.</summary>
internal static class ConfigurationFiles
{
    /// <summary>The file's kind and version must be those that are read.</summary>
    public static void CheckKind(Field root, string kind)
    {
        if (root["kind"].Text != kind || root["apiVersion"].Text is not ("apiserver.config.k8s.io/v1" or "apiserver.config.k8s.io/v1beta1"))
        {
            root.Nowhere().Required($"expected kind {kind} of apiVersion apiserver.config.k8s.io/v1");
        }
    }

    /// <exception cref="ConfigurationException">There are errors; all are told, with the file's path.</exception>
    public static void ThrowIfAny(FieldErrors errors, string path)
    {
        if (errors.Any)
        {
            throw new ConfigurationException([.. errors.Causes.Select(cause => cause.Field.Length > 0 ? $"{path}: {cause.Field}: {cause.Message}" : $"{path}: {cause.Message}")]);
        }
    }
}
