using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission;

/// <summary>The plugins in order. A write passes <see cref="MutateAsync"/>, is validated, and passes <see cref="ValidateAsync"/>.</summary>
public sealed class AdmissionChain
{
    private readonly IAdmissionPlugin[] _plugins;
    private readonly AdmissionTimes[] _times;
    private readonly AdmissionMetrics _metrics;

    /// <param name="plugins">In their order.</param>
    /// <param name="metrics">Hears how long they take.</param>
    public AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins, AdmissionMetrics? metrics = null)
    {
        _metrics = metrics ?? new AdmissionMetrics(TimeProvider.System);
        _plugins = [.. plugins];
        _times = Array.ConvertAll(_plugins, plugin => _metrics.TimesOf(plugin.Name));
    }

    public IEnumerable<string> Names => _plugins.Select(plugin => plugin.Name);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var (begin, rejected) = (_metrics.Now(), true);
        try
        {
            await RunAsync(request, AdmissionStep.Admit, cancel).ConfigureAwait(false);
            if (request.IsToBeReinvoked)
            {
                request.Reinvocation.BeginSecondRound();
                await RunAsync(request, AdmissionStep.Admit, cancel).ConfigureAwait(false);
            }

            rejected = false;
        }
        catch (ApiException e) when (request.Warnings.Count > 0)
        {
            throw e.WithWarnings(request.Warnings);
        }
        finally
        {
            _metrics.Steps.Observe(AdmissionStep.Admit, request.Verb, rejected, _metrics.Since(begin, _metrics.Now()));
        }
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var (begin, rejected) = (_metrics.Now(), true);
        try
        {
            await RunAsync(request, AdmissionStep.Validate, cancel).ConfigureAwait(false);
            rejected = false;
        }
        catch (ApiException e) when (request.Warnings.Count > 0)
        {
            throw e.WithWarnings(request.Warnings);
        }
        finally
        {
            _metrics.Steps.Observe(AdmissionStep.Validate, request.Verb, rejected, _metrics.Since(begin, _metrics.Now()));
        }
    }

    // Where one plug-in ends the next one begins: the clock is read once for each.
    private async ValueTask RunAsync(AdmissionRequest request, AdmissionStep step, CancellationToken cancel)
    {
        var begin = _metrics.Now();
        for (var i = 0; i < _plugins.Length; i++)
        {
            var plugin = _plugins[i];
            if (!plugin.Handles(request))
            {
                continue;
            }

            var rejected = true;
            try
            {
                await AskAsync(plugin, request, step, cancel).ConfigureAwait(false);
                rejected = false;
            }
            finally
            {
                var end = _metrics.Now();
                _times[i].Observe(step, request.Verb, rejected, _metrics.Since(begin, end));
                begin = end;
            }
        }
    }

    private static ValueTask AskAsync(IAdmissionPlugin plugin, AdmissionRequest request, AdmissionStep step, CancellationToken cancel) =>
        step == AdmissionStep.Admit ? plugin.MutateAsync(request, cancel) : plugin.ValidateAsync(request, cancel);
}
