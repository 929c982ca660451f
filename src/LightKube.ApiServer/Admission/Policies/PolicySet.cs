using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Policies;

/// <summary>A policy with what binds it.</summary>
internal sealed record BoundPolicy<T>(T Policy, PolicyBinding[] Bindings)
    where T : AdmissionPolicy;

/// <summary>All policies of one kind that are bound, compiled when they change, in the order of their names.</summary>
internal sealed class PolicySet<T>(KindSchema policyKind, KindSchema bindingKind, Func<Document, T> compile) : IObjectObserver
    where T : AdmissionPolicy
{
    private readonly SortedDictionary<string, T> _policies = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, PolicyBinding> _bindings = new(StringComparer.Ordinal);

    // Replaced as a whole: a request goes by the policies of the moment at which it began.
    private volatile BoundPolicy<T>[] _current = [];

    public IReadOnlyList<KindSchema> Kinds { get; } = [policyKind, bindingKind];

    public BoundPolicy<T>[] Current => _current;

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        if (ReferenceEquals(kind, policyKind))
        {
            OnPolicy(before, after);
        }
        else if (after is null)
        {
            _bindings.Remove(before!.Name);
        }
        else
        {
            Try(_bindings, after, static binding => new PolicyBinding(binding));
        }

        _current = Join();
    }

    // The status changes often, and compiles to nothing.
    private void OnPolicy(Document? before, Document? after)
    {
        if (after is null)
        {
            _policies.Remove(before!.Name);
        }
        else if (before is null || !_policies.ContainsKey(after.Name) || !before.Root["spec"].Equals(after.Root["spec"]))
        {
            Try(_policies, after, compile);
        }
    }

    // A selector that makes no sense is refused when it is written; one that is stored nevertheless takes what it stands in out of force.
    private static void Try<TItem>(SortedDictionary<string, TItem> items, Document document, Func<Document, TItem> make)
    {
        try
        {
            items[document.Name] = make(document);
        }
        catch (SelectorException)
        {
            items.Remove(document.Name);
        }
    }

    private BoundPolicy<T>[] Join()
    {
        var joined = new List<BoundPolicy<T>>();
        foreach (var (name, policy) in _policies)
        {
            var bindings = new List<PolicyBinding>();
            foreach (var binding in _bindings.Values)
            {
                if (binding.PolicyName == name)
                {
                    bindings.Add(binding);
                }
            }

            if (bindings.Count > 0)
            {
                joined.Add(new BoundPolicy<T>(policy, [.. bindings]));
            }
        }

        return [.. joined];
    }
}
