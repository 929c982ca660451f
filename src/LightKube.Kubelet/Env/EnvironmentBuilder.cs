using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Kubelet.Env;

/// <summary>What a container's environment depends on beside its pod.</summary>
/// <param name="PodIps">Of the pod's sandbox.</param>
/// <param name="HostIps">Of the node.</param>
/// <param name="Capacity">Of the node.</param>
internal sealed record EnvironmentInputs(IReadOnlyList<string> PodIps, IReadOnlyList<string> HostIps, NodeCapacity Capacity);

/// <summary>Computes a container's environment: services, then <c>envFrom</c>, then <c>env</c>; what comes later wins.</summary>
internal sealed class EnvironmentBuilder(IReferencedObjects objects)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <returns>In the order in which the names first appear.</returns>
    /// <exception cref="PodConfigException">Something that is referred to, and not optional, is missing.</exception>
    internal async Task<OrderedDictionary<string, string>> BuildAsync(
        Pod pod, Container container, EnvironmentInputs inputs, CancellationToken cancel)
    {
        var result = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var from in container.EnvFrom)
            await AddAllAsync(result, pod, from, cancel);

        // References see all service variables, but of those only what the container does not set itself is passed on.
        var services = ServiceVariables.For(objects.Services, pod.Namespace, pod.Spec.EnableServiceLinks ?? true).ToList();
        var known = new Dictionary<string, string>(services, StringComparer.Ordinal);
        foreach (var (name, value) in result)
            known[name] = value;
        foreach (var variable in container.Env)
        {
            var value = variable.ValueFrom.IsPresent
                ? await ReadSourceAsync(pod, container, variable, inputs, cancel)
                : VariableExpansion.Expand(variable.Value, known);
            if (value is null)
                continue;
            result[variable.Name] = value;
            known[variable.Name] = value;
        }
        foreach (var (name, value) in services)
            result.TryAdd(name, value);
        return result;
    }

    private async Task AddAllAsync(OrderedDictionary<string, string> result, Pod pod, EnvFromSource from, CancellationToken cancel)
    {
        if (from.ConfigMapRef.IsPresent)
        {
            var map = await ConfigMapAsync(pod, from.ConfigMapRef.Name, from.ConfigMapRef.Optional, cancel);
            foreach (var (name, value) in map?.Data ?? Enumerable.Empty<KeyValuePair<string, string>>())
                result[from.Prefix + name] = value;
        }
        else if (from.SecretRef.IsPresent)
        {
            var secret = await SecretAsync(pod, from.SecretRef.Name, from.SecretRef.Optional, cancel);
            foreach (var name in secret?.Data.Keys ?? [])
                result[from.Prefix + name] = Utf8.GetString(secret!.Data[name] ?? []);
        }
    }

    // Null leaves the variable out: its source is optional and not there.
    private async Task<string?> ReadSourceAsync(
        Pod pod, Container container, EnvVar variable, EnvironmentInputs inputs, CancellationToken cancel)
    {
        var from = variable.ValueFrom;
        if (from.FieldRef.IsPresent)
            return DownwardField.Read(pod, from.FieldRef.FieldPath, inputs.PodIps, inputs.HostIps);
        if (from.ResourceFieldRef.IsPresent)
        {
            var reference = from.ResourceFieldRef;
            var owner = reference.ContainerName is { Length: > 0 } name ? FindContainer(pod, name) : container;
            return DownwardResource.Read(owner, reference.Resource, reference.Divisor, inputs.Capacity);
        }
        if (from.ConfigMapKeyRef.IsPresent)
            return await ReadConfigMapKeyAsync(pod, from.ConfigMapKeyRef, cancel);
        if (from.SecretKeyRef.IsPresent)
            return await ReadSecretKeyAsync(pod, from.SecretKeyRef, cancel);
        throw new PodConfigException($"environment variable {variable.Name} has a source of a kind that is not supported");
    }

    private async Task<string?> ReadConfigMapKeyAsync(Pod pod, ConfigMapKeySelector selector, CancellationToken cancel)
    {
        var map = await ConfigMapAsync(pod, selector.Name, selector.Optional, cancel);
        return map?.Data[selector.Key]
            ?? (selector.Optional == true
                ? null
                : throw new PodConfigException($"couldn't find key {selector.Key} in ConfigMap {pod.Namespace}/{selector.Name}"));
    }

    private async Task<string?> ReadSecretKeyAsync(Pod pod, SecretKeySelector selector, CancellationToken cancel)
    {
        var secret = await SecretAsync(pod, selector.Name, selector.Optional, cancel);
        if (secret?.Data[selector.Key] is { } bytes)
            return Utf8.GetString(bytes);
        return selector.Optional == true
            ? null
            : throw new PodConfigException($"couldn't find key {selector.Key} in Secret {pod.Namespace}/{selector.Name}");
    }

    private async Task<ConfigMap?> ConfigMapAsync(Pod pod, string name, bool? optional, CancellationToken cancel) =>
        await objects.FindConfigMapAsync(new ObjectKey(pod.Namespace, name), cancel)
        ?? (optional == true ? null : throw new PodConfigException($"configmap \"{name}\" not found"));

    private async Task<Secret?> SecretAsync(Pod pod, string name, bool? optional, CancellationToken cancel) =>
        await objects.FindSecretAsync(new ObjectKey(pod.Namespace, name), cancel)
        ?? (optional == true ? null : throw new PodConfigException($"secret \"{name}\" not found"));

    private static Container FindContainer(Pod pod, string name) =>
        Pods.PodFacts.FindContainer(pod, name) ?? throw new PodConfigException($"container {name} not found");
}
