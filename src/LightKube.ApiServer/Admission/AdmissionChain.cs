using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission;

/// <summary>The plugins in order. A write passes <see cref="MutateAsync"/>, is validated, and passes <see cref="ValidateAsync"/>.</summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    private readonly IAdmissionPlugin[] _plugins = [.. plugins];

    public IEnumerable<string> Names => _plugins.Select(plugin => plugin.Name);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        try
        {
            await MutateOnceAsync(request, cancel).ConfigureAwait(false);
            if (request.IsToBeReinvoked)
            {
                request.Reinvocation.BeginSecondRound();
                await MutateOnceAsync(request, cancel).ConfigureAwait(false);
            }
        }
        catch (ApiException e) when (request.Warnings.Count > 0)
        {
            throw e.WithWarnings(request.Warnings);
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        try
        {
            foreach (var plugin in _plugins)
            {
                if (plugin.Handles(request))
                {
                    await plugin.ValidateAsync(request, cancel).ConfigureAwait(false);
                }
            }
        }
        catch (ApiException e) when (request.Warnings.Count > 0)
        {
            throw e.WithWarnings(request.Warnings);
        }
    }

    private async ValueTask MutateOnceAsync(AdmissionRequest request, CancellationToken cancel)
    {
        foreach (var plugin in _plugins)
        {
            if (plugin.Handles(request))
            {
                await plugin.MutateAsync(request, cancel).ConfigureAwait(false);
            }
        }
    }
}
