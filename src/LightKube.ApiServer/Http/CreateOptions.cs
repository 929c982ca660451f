using LightKube.Api.Documents;
using LightKube.ApiServer.Admission;

namespace LightKube.ApiServer.Http;

/// <summary>The options of a request that creates an object.</summary>
internal sealed class CreateOptions(RequestOptions options) : IOperationOptions
{
    public bool IsPatch => false;

    public DocMap ToDocument() => options.ToDocument();
}
