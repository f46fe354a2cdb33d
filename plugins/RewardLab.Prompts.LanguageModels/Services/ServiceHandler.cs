namespace RewardLab.Prompts.LanguageModels.Services;

/// <summary>Puts the key on requests, at the last moment and past every log, and bounds responses.</summary>
internal sealed class ServiceHandler(ServiceKey key, long maxBytes) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("Authorization");
        if (key.Header is { } header)
        {
            // Not parsed: an error of the parser would show it.
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        var response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), maxBytes));
        foreach (var (name, values) in response.Content.Headers)
        {
            content.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = content;
        return response;
    }
}
