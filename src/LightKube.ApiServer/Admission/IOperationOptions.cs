using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission;

/// <summary>The options that came with a request, for those who show them to others.</summary>
public interface IOperationOptions
{
    /// <summary>The change came as a patch.</summary>
    bool IsPatch { get; }

    /// <summary>The fields of CreateOptions, UpdateOptions, PatchOptions or DeleteOptions that were given, without kind and apiVersion.</summary>
    DocMap ToDocument();
}
