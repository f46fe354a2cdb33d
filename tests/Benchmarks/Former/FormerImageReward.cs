using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Benchmarks.Former;

/// <summary>ImageReward as before: every token of a text goes through every block.</summary>
internal sealed class FormerImageReward(ICrossScoringModel inner, ImageRewardModel model, BertTokenizer tokenizer) : FormerLanes(inner)
{
    public override ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken) => new Texts(
        model,
        [
            .. Enumerable.Range(0, texts.Count).GroupBy(i => tokenizer.CountTokens(texts[i])).OrderBy(group => group.Key)
                .Select(group => (group.ToArray(), tokenizer.EncodePadded([.. group.Select(i => texts[i])], group.Key))),
        ],
        texts.Count);

    private sealed class Texts(ImageRewardModel model, (int[] Indices, TokenBatch Tokens)[] groups, int count) : ICrossScoringTexts
    {
        public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
        {
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var images = model.Images(model.EncodeImage(pixels.ToTensor()));
            var scores = new float[pixels.Count * count];
            foreach (var (indices, tokens) in groups)
            {
                using var inner = NewDisposeScope();
                var values = model.Rewards(tokens.IdsTensor(CPU), null, images).contiguous().data<float>().ToArray();
                for (var i = 0; i < values.Length; i++)
                {
                    scores[(i / indices.Length * count) + indices[i % indices.Length]] = values[i];
                }
            }

            return scores;
        }

        public void Dispose()
        {
        }
    }
}
