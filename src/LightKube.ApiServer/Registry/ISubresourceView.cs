using LightKube.Api.Documents;

namespace LightKube.ApiServer.Registry;

/// <summary>A subresource that shows a part of its parent as an object of another kind, as <c>scale</c> does: admission sees that object, the parent is written.</summary>
public interface ISubresourceView
{
    /// <summary>The path segment.</summary>
    string Subresource { get; }

    /// <summary>The object as the parent's present state has it; new and mutable.</summary>
    Document Of(Document parent);

    /// <summary>Carries over into the parent what plug-ins changed of the object.</summary>
    void Write(Document view, Document parent);
}
