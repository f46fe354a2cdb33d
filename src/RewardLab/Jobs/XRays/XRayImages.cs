using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.XRays;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Prompts;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Jobs.Scores;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Images;
using RewardLab.Studies.Benchmarks;
using RewardLab.Terminal;

namespace RewardLab.Jobs.XRays;

/// <summary>The images of one X-ray, prompt by prompt.</summary>
internal sealed class XRayImages(Session session, XRayRequest request, ImageReading reading, IComponentCatalog components)
{
    private const string EditOption = "edit";

    /// <summary>Images that could not be read or had to be left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>What the images are, one sentence.</summary>
    public string Description { get; private set; } = "";

    /// <summary>Reads or renders the images.</summary>
    /// <exception cref="RewardLabException">There are none, or no prompt is known.</exception>
    public IReadOnlyList<XRayPrompt> Read(CancellationToken cancellationToken)
    {
        var prompts = request.Data is { } data ? Labelled(data, cancellationToken)
            : request.Images.Count > 0 ? Files(cancellationToken)
            : [];
        return request.Scenes is { } scenes ? Rendered(scenes, prompts, cancellationToken)
            : prompts.Count > 0 ? prompts
            : throw new RewardLabException("No image could be used. Name others with --images or --data.");
    }

    private List<XRayPrompt> Files(CancellationToken cancellationToken)
    {
        Description = "Images: files that were given.";
        if (request.Prompt is { } prompt)
        {
            return [.. Batches([(prompt, ImageFileNames.Find(request.Images), null)], cancellationToken)];
        }

        if (request.PromptFile is { } file && !ImagePrompts.IsTable(file))
        {
            throw new RecipeUsageException(
                $"--prompts {file}: this must be a table with the columns image and prompt, since the images are given. For images with prompts of their own "
                + "leave --prompts out.");
        }

        var work = ScoreWork.Create(new ScoreRequest
        {
            Rewards = [],
            Images = request.Images,
            Prompts = [],
            IsPaired = true,
            Table = request.PromptFile,
            ImageReading = request.ImageReading,
        });
        if (work.WithoutPrompt.Count > 0)
        {
            LeftOut += work.WithoutPrompt.Count;
            session.Screen.Error.WriteLine(
                $"rewardlab: skipped: {work.WithoutPrompt.Count} images without a prompt of their own, such as '{work.WithoutPrompt[0]}'.");
        }

        return
        [
            .. Batches(
                work.Files.SelectMany(path => work.PromptsOf(path).Select(own => (Prompt: own, Path: path)))
                    .GroupBy(image => image.Prompt, StringComparer.Ordinal)
                    .Select(group => (group.Key, (IReadOnlyList<string>)[.. group.Select(image => image.Path)], (LabelSet?)null)),
                cancellationToken),
        ];
    }

    private List<XRayPrompt> Labelled(string data, CancellationToken cancellationToken)
    {
        Description = $"Images and labels: {Path.GetFileName(data.TrimEnd('/', '\\'))}.";
        return
        [
            .. Batches(
                from source in BenchmarkFolder.Open(data, request.Images is [var folder, ..] ? folder : null)
                from prompt in source.Set.Prompts
                let found = prompt.Images.Index().Where(image => source.PathOf(image.Item) is not null).ToArray()
                where found.Length > 0
                select (
                    prompt.Prompt,
                    (IReadOnlyList<string>)[.. found.Select(image => source.PathOf(image.Item)!)],
                    (LabelSet?)prompt.Labels.Subset([.. found.Select(image => image.Index)])),
                cancellationToken).DistinctBy(prompt => prompt.Prompt, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<XRayPrompt> Batches(
        IEnumerable<(string Prompt, IReadOnlyList<string> Paths, LabelSet? Labels)> groups, CancellationToken cancellationToken)
    {
        foreach (var (prompt, paths, labels) in groups)
        {
            var chosen = request.ImagesPerPrompt > 0 ? Math.Min(request.ImagesPerPrompt, paths.Count) : paths.Count;
            var images = new List<(int Index, ImageBatch Image)>(chosen);
            for (var i = 0; i < chosen; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    images.Add((i, ImageFiles.Read(paths[i], reading)));
                }
                catch (RewardLabException exception)
                {
                    LeftOut++;
                    session.Screen.Error.WriteLine($"rewardlab: skipped: {exception.Message}");
                }
            }

            // A batch has one size: the one that most images of the prompt have.
            var sizes = images.GroupBy(image => (image.Image.Width, image.Image.Height)).OrderByDescending(size => size.Count()).ToArray();
            if (sizes.Length == 0)
            {
                continue;
            }

            var others = images.Count - sizes[0].Count();
            if (others > 0)
            {
                LeftOut += others;
                session.Screen.Error.WriteLine(
                    $"rewardlab: skipped: {others} images of \"{OneLine.Short(prompt)}\" are not {sizes[0].Key.Width} x {sizes[0].Key.Height} as others are.");
            }

            yield return new XRayPrompt(prompt, ImageBatch.Concat([.. sizes[0].Select(image => image.Image)]))
            {
                Labels = labels?.Subset([.. sizes[0].Select(image => image.Index)]),
            };
        }
    }

    private IReadOnlyList<XRayPrompt> Rendered(string id, List<XRayPrompt> prompts, CancellationToken cancellationToken)
    {
        var known = components.Components.FirstOrDefault(component => component.Kind == ComponentKind.ImageModel && component.Id == id);
        var edits = known is null ? [] : OptionsDescription.Create(known.OptionsType).FirstOrDefault(option => option.Name == EditOption)?.Choices ?? [];
        if (edits.Count < 2)
        {
            throw new RecipeUsageException(
                $"--scenes {id}: this must be an image model with an option '{EditOption}', whose first value leaves the scene as it is. "
                + "Toybox has toybox-scenes.");
        }

        string[] texts = prompts.Count > 0 ? [.. prompts.Select(prompt => prompt.Prompt)]
            : request.Prompt is { } only ? [only]
            : request.PromptFile is { } file ? [.. PromptLines.Read(file).Select(line => line.Prompt)]
            : throw new RecipeUsageException("--scenes needs prompts. Give --prompts FILE or --prompt TEXT.");
        var count = Math.Max(2, request.ImagesPerPrompt);
        Description += prompts.Count > 0 ? $" Edits: renders of {id}." : $"Images: renders of {id}, {count} per prompt.";
        return
        [
            .. texts.Select((text, i) =>
            {
                var seeds = SeedStream.Create(request.Seed, "xray-scenes").Child(text);
                ImageRequest[] requests = [.. Enumerable.Range(0, count).Select(image => new ImageRequest(text, seeds[image]))];
                var before = Render(edits[0]) ?? throw new RewardLabException($"'{id}' cannot render \"{OneLine.Short(text)}\".");
                return (prompts.Count > 0 ? prompts[i] : new XRayPrompt(text, before)) with
                {
                    Edits =
                    [
                        .. edits.Skip(1).Select(edit => (Edit: edit, After: Render(edit)))
                            .Where(edit => edit.After is not null)
                            .Select(edit => new XRayEdit(Words(edit.Edit), before, edit.After!)),
                    ],
                };

                // An edit that a prompt has no place for, such as of a colour, is left out there.
                ImageBatch? Render(string edit)
                {
                    using var model = components.Create<IImageModel>(
                        new ComponentReference(id, new Dictionary<string, object?>(StringComparer.Ordinal) { [EditOption] = edit }));
                    try
                    {
                        return model.Generate(requests, null, cancellationToken);
                    }
                    catch (RewardLabException) when (edit != edits[0])
                    {
                        return null;
                    }
                }
            }),
        ];
    }

    // "objectLess" is "object less" to people.
    private static string Words(string name) => string.Concat(name.Select(letter => char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));
}
