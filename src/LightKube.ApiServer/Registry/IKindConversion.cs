using LightKube.Api.Documents;

namespace LightKube.ApiServer.Registry;

/// <summary>Converts one kind between the version that is served and the one that is stored. Both ways lose nothing that both versions know.</summary>
public interface IKindConversion
{
    /// <summary>The stored object as the served version has it. The argument stays untouched; the result is new and mutable.</summary>
    DocMap FromStored(DocMap stored);

    /// <summary>The served object as it is stored.</summary>
    DocMap ToStored(DocMap served);
}
