using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.Store;

namespace LightKube.Server.Encryption;

/// <summary>The API's paths by which <c>lightkube secrets-encrypt</c> speaks to the server. Only those who may everything have a right to them.</summary>
internal static class EncryptionPaths
{
    internal const string Status = "/lightkube/secrets-encryption";
    internal const string Rotation = "/lightkube/secrets-encryption/rotation";

    internal static void Register(PathDispatcher paths, SecretsEncryption encryption, KeyValueStore store)
    {
        paths.Add(Status, (http, _, _) => ResponseWriter.WriteTextAsync(http, 200, encryption.Status()));
        paths.Add(Rotation, async (http, info, _) =>
        {
            if (info.Verb != "post")
                throw ApiException.MethodNotAllowed("keys are rotated with POST");
            try
            {
                await encryption.RotateAsync(store, http.RequestAborted);
            }
            catch (InvalidOperationException e)
            {
                throw ApiException.BadRequest(e.Message);
            }

            await ResponseWriter.WriteTextAsync(http, 200, encryption.Status());
        });
    }
}
