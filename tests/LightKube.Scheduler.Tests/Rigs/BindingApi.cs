using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Testing.Rigs;

namespace LightKube.Scheduler.Tests.Rigs;

/// <summary>An API that also knows the pods' subresource <c>binding</c>, and whose bindings can be made to fail.</summary>
internal sealed class BindingApi(IClient inner) : PassingClient(inner)
{
    private int _bindings;

    /// <summary>How many bindings were posted.</summary>
    public int Bindings => Volatile.Read(ref _bindings);

    /// <summary>Called with the number of each binding, from 1; what it throws is its error.</summary>
    public Action<int>? BeforeBinding { get; set; }

    public override async Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel)
    {
        Assert.That(subresource, Is.EqualTo("binding"));
        var number = Interlocked.Increment(ref _bindings);
        BeforeBinding?.Invoke(number);
        var pod = (await Inner.GetAsync(kind, key, cancel)).MutableCopy();
        var (target, posted) = (pod.As<Pod>(), Binding.Over(body));
        if (target.Spec.NodeName.Length > 0 || (posted.Metadata.Uid.Length > 0 && posted.Metadata.Uid != pod.Uid))
            throw ApiException.Conflict(kind, key.Name, "it is bound, or another pod");
        target.Spec.NodeName = posted.Target.Name;
        return (await Inner.UpdateAsync(pod, null, cancel)).Root;
    }
}
