using RewardLab.Abstractions;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the image model "toybox-scenes": no network, but the renderer that Toybox's models were trained on.</summary>
[ExportImageModel("toybox-scenes", Description = "renders of what a prompt asks for, or of nearly that: edits that break the prompt")]
public sealed class ToyboxScenes : ComponentFactory<IImageModel, ToyboxScenesOptions>
{
    /// <inheritdoc />
    protected override IImageModel Create(ToyboxScenesOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new Renders(options.Edit);
    }

    private sealed class Renders(SceneEdit edit) : IImageModel
    {
        public string Name => "toybox-scenes";

        public ImageBatch Generate(IReadOnlyList<ImageRequest> requests, IProgress<int>? progress, CancellationToken cancellationToken)
        {
            ArgumentNullException.ThrowIfNull(requests);
            var scenes = new Scene[requests.Count];
            for (var i = 0; i < scenes.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                scenes[i] = SceneEditor.Sample(ToyPrompt.Parse(requests[i].Prompt), requests[i].Seed, edit);
                progress?.Report(i + 1);
            }

            return SceneRenderer.Render(scenes);
        }

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
