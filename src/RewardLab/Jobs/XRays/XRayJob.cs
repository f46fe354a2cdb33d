using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.XRays;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Prompts;
using RewardLab.Jobs.Rewards;
using RewardLab.Reports.Cards;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Tables;
using RewardLab.Terminal;
using RewardLab.Torch.Runtime;

namespace RewardLab.Jobs.XRays;

/// <summary>One call of 'rewardlab xray'.</summary>
internal sealed class XRayJob(Session session, XRayRequest request, TorchRuntimeOptions torch)
{
    private const string Stage = "X-ray";
    private const string PrecisionOption = "precision";
    private const int MaxShown = 10;

    /// <summary>Measures, prints what was found and writes what is asked for.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="RewardLabException">Whatever the user can do something about.</exception>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    public int Execute(CancellationToken cancellationToken)
    {
        TorchRuntime.Start(torch);
        var components = Plugins.Start(session).Components;
        var (sources, _) = RewardLoading.Read(request.Rewards, [], request.Settings);
        var choice = request.Generator is { } id ? GeneratorChoice.Parse(id, request.GeneratorSettings, [], components.Components) : null;
        RewardSource[] all =
        [
            .. sources,
            .. request.HasTextNorm
                ? sources.Where(source => source.Tree is RewardModelNode).Select(
                    source => new RewardSource($"TextNorm({source.Id})", new TextNormNode(source.Tree, choice!.Reference, request.TextNorm)))
                : [],
        ];
        RewardSource[] variants = [.. sources.SelectMany(source => Variants(source, components))];
        using var loaded = RewardLoading.Load([.. all, .. variants], components, trial: null, cancellationToken);
        foreach (var reward in loaded.Rewards.Where(reward => !request.IsPaid && reward.Model.Find<IMeteredReward>() is not null))
        {
            throw new RewardLabException($"{reward.Id} asks a service whose answers cost money, and an X-ray asks for thousands. Allow it with --paid.");
        }

        var models = loaded.Rewards.ToDictionary(reward => reward.Id, reward => reward.Model, StringComparer.Ordinal);
        var reading = request.ImageReading ?? models.Values.CommonImageReading() ?? ImageReading.Shown;
        var images = new XRayImages(session, request, reading, components);
        var prompts = WithContrastivePrompts(images.Read(cancellationToken), choice, components, cancellationToken);
        var card = XRay.Run(
            [.. all.Select(source => new XRayReward(source.Id, models[source.Id])
            {
                Variants = [.. variants.Where(variant => variant.Id.StartsWith(source.Id + "@", StringComparison.Ordinal))
                    .Select(variant => ($"in {variant.Id[(source.Id.Length + 1)..]}", models[variant.Id]))],
            })],
            prompts,
            new XRayOptions
            {
                Jpeg = JpegRoundTrip.Apply,
                ProbeSteps = request.ProbeSteps,
                Seed = request.Seed,
                Clock = request.HasSpeed ? session.Time : null,
                Progress = new StageProgress(session.Screen),
            },
            cancellationToken);
        session.Screen.EndProgress();
        Show(card);
        Write(card, images.Description);
        return images.LeftOut == 0 ? ExitCode.Success : ExitCode.Partial;
    }

    private IEnumerable<RewardSource> Variants(RewardSource source, IComponentCatalog components)
    {
        foreach (var precision in request.Precisions.Distinct(StringComparer.Ordinal))
        {
            if (source.Tree is not RewardModelNode { Component: var reference }
                || components.Components.FirstOrDefault(component => component.Kind == ComponentKind.Reward && component.Id == reference.Id) is not { } known
                || OptionsDescription.Create(known.OptionsType).All(option => option.Name != PrecisionOption))
            {
                throw new RecipeUsageException($"--compare-precision: reward '{source.Id}' has no option '{PrecisionOption}'.");
            }

            var options = new Dictionary<string, object?>(reference.Options, StringComparer.Ordinal) { [PrecisionOption] = precision };
            yield return new RewardSource($"{source.Id}@{precision}", new RewardModelNode(new ComponentReference(reference.Id, options)));
        }
    }

    private static IReadOnlyList<XRayPrompt> WithContrastivePrompts(
        IReadOnlyList<XRayPrompt> prompts, GeneratorChoice? choice, IComponentCatalog components, CancellationToken cancellationToken)
    {
        if (choice is null)
        {
            return prompts;
        }

        using var generator = new OwnedGenerator(components.Create<IPromptGenerator>(choice.Reference));
        return
        [
            .. prompts.Select(prompt => prompt with
            {
                ContrastivePrompts = generator.Generator.Generate(prompt.Prompt, cancellationToken).ContrastivePrompts,
            }),
        ];
    }

    private void Show(RewardCard card)
    {
        var output = session.Screen.Output;
        foreach (var finding in card.Rewards.SelectMany(RewardCardPage.Findings))
        {
            output.WriteLine(finding);
        }

        output.WriteLine();
        session.Screen.WriteTable(new ResultTable(
            $"what raises {card.Rewards[0].Name} and should not: shifts in standard deviations within a prompt, over {card.PromptCount} "
            + (card.PromptCount == 1 ? "prompt" : "prompts"),
            [new TableColumn("change"), .. card.Rewards.Select(reward => new TableColumn(reward.Name))],
            card.Compare().Take(MaxShown).Select(row => (IReadOnlyList<object?>)
            [
                row[0].Name, .. row.Select(effect => (object?)NumberCell.From(effect.Shift, isSigned: true, meanDecimals: 2)),
            ])));
    }

    private void Write(RewardCard card, string made)
    {
        if (request.Json is { } json)
        {
            using var stream = new MemoryStream();
            RewardCardJson.Write(stream, card);
            AtomicFileStream.WriteText(json, Encoding.UTF8.GetString(stream.ToArray()));
            session.Screen.Output.WriteLine($"Reward card as JSON: {json}");
        }

        if (request.Html is { } html)
        {
            using var page = new StringWriter { NewLine = "\n" };
            RewardCardPage.Write(page, card, made);
            AtomicFileStream.WriteText(html, page.ToString());
            session.Screen.Output.WriteLine($"Reward card: {html}");
        }
    }

    private sealed class StageProgress(Screen screen) : IProgress<int>
    {
        private const int Whole = 100;

        public void Report(int value) => screen.OnProgress(Stage, value, Whole);
    }
}
