using LightKube.Api.Core.V1;
using LightKube.Api.Meta.V1;
using LightKube.Api.Views;

namespace LightKube.Testing.Builders;

/// <summary>What can be said of any object.</summary>
public static class ObjectExtensions
{
    /// <param name="made">The object.</param>
    /// <param name="labels">As <c>app=web,tier=front</c>.</param>
    public static T Labelled<T>(this T made, string labels)
        where T : KubeObject
    {
        foreach (var (key, value) in Pairs(labels))
            made.Metadata.Labels[key] = value;
        return made;
    }

    public static T Annotated<T>(this T made, string key, string value)
        where T : KubeObject
    {
        made.Metadata.Annotations[key] = value;
        return made;
    }

    public static T In<T>(this T made, string @namespace)
        where T : KubeObject
    {
        made.Metadata.Namespace = @namespace;
        return made;
    }

    public static T Finalized<T>(this T made, string finalizer)
        where T : KubeObject
    {
        made.Metadata.Finalizers.Add(finalizer);
        return made;
    }

    /// <summary>Created that long before the fake clock's begin.</summary>
    public static T Age<T>(this T made, TimeSpan age)
        where T : KubeObject
    {
        made.Metadata.CreationTimestamp = Time.FakeTimeProvider.Begin - age;
        return made;
    }

    public static T WithUid<T>(this T made, string uid)
        where T : KubeObject
    {
        made.Metadata.Uid = uid;
        return made;
    }

    /// <summary>Adds an owner reference.</summary>
    public static T OwnedBy<T>(this T made, KubeObject owner, bool controller = true, bool blocks = false)
        where T : KubeObject
    {
        made.Metadata.OwnerReferences.Add(new OwnerReference
        {
            ApiVersion = owner.ApiVersion,
            Kind = owner.Kind,
            Name = owner.Name,
            Uid = owner.Metadata.Uid,
            Controller = controller ? true : null,
            BlockOwnerDeletion = blocks ? true : null,
        });
        return made;
    }

    /// <param name="service">The service.</param>
    /// <param name="labels">As <c>app=web,tier=front</c>.</param>
    public static Service Selecting(this Service service, string labels)
    {
        foreach (var (key, value) in Pairs(labels))
            service.Spec.Selector[key] = value;
        return service;
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string labels) =>
        labels.Split(',').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]));
}
